"""Sphinx settings of the website; build.py writes the pages around them."""

project = "Seven Priorities"
author = "Seven Priorities maintainers"
copyright = "2026, Seven Priorities maintainers. Text and data: CC BY 4.0. Code: MIT"
extensions = ["myst_nb", "sphinx_design"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # pages show the stored outputs, which the tests compare with a fresh run
nb_mime_priority_overrides = [("html", "text/plain", 30)]
nb_merge_streams = True
html_theme = "sphinx_book_theme"
html_title = "Seven Priorities"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["ledger.js"]
html_favicon = "_static/icon.svg"
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
# One setting: with the address of the repository each lesson gets a Binder button.
repository = ""
if repository:
    html_theme_options |= {
        "repository_url": repository,
        "repository_branch": "main",
        "launch_buttons": {"binderhub_url": "https://mybinder.org"},
    }
suppress_warnings = ["mystnb.unknown_mime_type"]
