"""`python -m actioncli`."""

from actioncli.cli import main

if __name__ == "__main__":
    main()
