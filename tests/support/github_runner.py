"""As much of GitHub's runner as action.yml needs: its contexts, the files that scripts write to, a shell for each step.

What is a step of another action is not run; with what it would have been is remembered. An expression of a form that
is not known here is refused.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from support.paths import ROOT

ACTION: dict[str, Any] = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
NAMED = {step["id"]: step for step in STEPS if "id" in step}
PLACE = re.compile(r"\$\{\{ (.*?) \}\}")
CONDITION = re.compile(r"([\w.-]+) (==|!=) '([^']*)'")
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}  # nobody's own settings


@dataclass
class Job:
    """One run of the action on a work tree, with these inputs; `box` is where the runner keeps what is its own."""

    tree: Path
    box: Path
    inputs: dict[str, str]
    github: dict[str, str] = field(default_factory=lambda: {"ref_name": "main", "sha": "0", "token": "secret"})
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # outputs of the steps that were run
    used: dict[str, dict[str, str]] = field(default_factory=dict)  # inputs of the other actions, by their names
    said: str = ""
    status: int = 0

    def run(self, first: str = STEPS[0]["name"]) -> Job:
        """Run the steps from the one called `first` until one fails."""
        assert self.inputs.keys() <= ACTION["inputs"].keys()
        (self.box / "temporary").mkdir(parents=True, exist_ok=True)
        for step in STEPS[[step["name"] for step in STEPS].index(first) :]:
            if self.status or not self.holds(step.get("if", "")):
                continue
            if "uses" in step:
                self.used[step["uses"].split("@")[0]] = {key: self.filled(text) for key, text in step["with"].items()}
                continue
            self._script(step)
        return self

    @property
    def outputs(self) -> dict[str, str]:
        """What the action tells."""
        return {name: self.filled(output["value"]) for name, output in ACTION["outputs"].items()}

    @property
    def summary(self) -> str:
        """What the job shows when it has ended."""
        path = self.box / "summary"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def holds(self, condition: str) -> bool:
        """Tell whether a condition holds. Raise ValueError for one that is no chain of comparisons with a text."""
        for part in condition.split(" && ") if condition else ():
            if (found := CONDITION.fullmatch(part)) is None:
                raise ValueError(f"nobody here understands {part!r}")
            if (self.value(found[1]) == found[3]) != (found[2] == "=="):
                return False
        return True

    def filled(self, text: str) -> str:
        """Return a text with values in the places of its expressions."""
        return PLACE.sub(lambda match: self.value(match[1]), text)

    def value(self, name: str) -> str:
        """Return what is called so. Raise ValueError for what nobody has."""
        match name.split("."):
            case ["inputs", key] if key in ACTION["inputs"]:
                return self.filled(self.inputs.get(key, ACTION["inputs"][key]["default"]))
            case ["steps", step, "outputs", key] if step in NAMED:
                missing = "run" in NAMED[step] and step in self.told and key not in self.told[step]
                if not missing:
                    return self.told.get(step, {}).get(key, "")
            case ["github", key] if key in self.github:
                return self.github[key]
            case ["runner", "os" | "arch" as key]:
                return {"os": "Linux", "arch": "X64"}[key]
        raise ValueError(f"nobody here knows {name!r}")

    def _script(self, step: dict[str, Any]) -> None:
        """Run a step's script as the runner does."""
        assert step["shell"] == "bash"
        script, output, path = self.box / "script.sh", self.box / "output", self.box / "path"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        path.touch()
        places = [*reversed(path.read_text(encoding="utf-8").split("\n")[:-1]), str(self.box), os.environ["PATH"]]
        environment = {
            **os.environ,
            **GIT,
            **{key: self.filled(text) for key, text in step.get("env", {}).items()},
            "PATH": os.pathsep.join(places),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(path),
            "GITHUB_STEP_SUMMARY": str(self.box / "summary"),
            "RUNNER_TEMP": str(self.box / "temporary"),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script], env=environment,
            cwd=self.tree / self.filled(step.get("working-directory", "")), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
        )  # fmt: skip
        self.said += done.stdout
        self.status = done.returncode
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines()
            self.told[step["id"]] = dict(line.split("=", 1) for line in lines)
