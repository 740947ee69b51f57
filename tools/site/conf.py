"""Settings of the website. Change them here, then `make site`."""

NAME = "Seven Priorities"
FOOT = "2026, Seven Priorities maintainers. Text and data: CC BY 4.0. Code: MIT."
MAKER = "Seven Priorities maintainers"
# Where the site stands, such as "https://example.org/seven-priorities/". With it the pages name their own address
# (canonical, social card, ClaimReview); without it they name none, and work from any place.
ADDRESS = ""
# The repository, such as "https://github.com/owner/name": with it each lesson gets a Binder link.
REPOSITORY = ""
