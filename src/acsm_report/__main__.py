"""Run the command line with `python -m acsm_report`."""

from .cli import main

if __name__ == "__main__":
    main()
