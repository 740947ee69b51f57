"""Open the lessons in JupyterLab as a reader should meet them.

Run by `make lab`, or `python -m tools.lab` in the project folder; arguments go to JupyterLab. No pop-up asks about
news, and a lesson that was only opened is not "changed": JupyterLab compares the Python version in a notebook with
that of its kernel, so the version of this machine is added on reading and taken out again on saving.
"""

import os
import platform
import sys

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from tools import NOTEBOOKS, ROOT


def language(model):
    """Return what a notebook says of its language, or an empty dictionary."""
    content = model.get("content") if model.get("type") == "notebook" else None
    return content["metadata"].get("language_info", {}) if content else {}


class Lessons(AsyncLargeFileManager):
    """The files of the folder as they are, but for the version of Python in notebooks."""

    async def get(self, *args, **kwargs):
        """Read a file; a notebook in Python gets the version of this Python."""
        model = await super().get(*args, **kwargs)
        if language(model).get("name") == "python":
            language(model)["version"] = platform.python_version()
        return model

    async def save(self, model, path=""):
        """Save a file; a notebook without the version of Python."""
        language(model).pop("version", None)
        return await super().save(model, path)


def main(arguments):
    """Start JupyterLab with the first lesson, or with the notebook that is named."""
    if getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in arguments:
        sys.exit('You work as root. JupyterLab starts for root only when told to: make lab ARGS="--allow-root".')
    from jupyterlab.labapp import LabApp

    named = any(argument.endswith(".ipynb") for argument in arguments)
    options = [f"--LabApp.app_settings_dir={ROOT / 'tools' / 'jupyterlab'}"]
    options += ["--ServerApp.contents_manager_class=tools.lab.Lessons", *arguments]
    LabApp.launch_instance(options if named else [*options, str(NOTEBOOKS[0])])


if __name__ == "__main__":
    main(sys.argv[1:])
