"""What a person is told when a command cannot do what it was asked."""


class Refused(Exception):
    """Why not, and what to do; the same in a line of Thai. Nothing was changed unless `why` says so."""

    def __init__(self, why: str, mend: str, thai: str = "") -> None:
        super().__init__(f"{why}\nWhat to do: {mend}" + (f"\n{thai}" if thai else ""))
        self.why, self.mend, self.thai = why, mend, thai
