"""Run the command line with `python -m acsm_report`."""

from .cli import run

if __name__ == "__main__":
    run()
