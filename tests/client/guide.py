"""Runs the commands of the guide to the API as they stand there. A command that ends in a comment
such as `# 201` has to be answered so. Started by `cargo xtask client`."""

import os
import re
import shlex
import subprocess
import sys

guide, desk, case = sys.argv[1], os.environ["DESK"], os.environ["CASE"]
text = open(guide, encoding="utf-8").read()
blocks = re.findall(r"```console\n(.*?)```", text, re.S)
lines = "".join(blocks).replace("\\\n", " ").splitlines()
commands = [line[2:] for line in lines if line.startswith("$ ")]
script, asked = ["set -eu"], 0
for command in commands:
    command = command.replace("http://127.0.0.1:8080", desk)
    if command.startswith("CASE="):
        command = f"CASE={case}"
    if command.startswith("caseflight "):
        continue  # the token is made already
    status = re.search(r"# (\d{3})$", command)
    if command.startswith("curl ") and not status:
        sys.exit(f"the guide does not say how this is answered: {command}")
    if status:
        asked += 1
        command = command.replace("curl ", "curl -sS -o answer -w '%{http_code}' ", 1)
        script.append(f"said=$({command[: command.rindex('#')]})")
        script.append(f'if [ "$said" != {status[1]} ]; then echo "answered $said:" {shlex.quote(command)}; cat answer; exit 1; fi')
    else:
        script.append(command)
done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=os.environ["FOLDER"])
if done.returncode or asked < 8:
    sys.exit(f"{guide}: {asked} commands, ended with {done.returncode}")
print(f"{asked} commands of the guide, all answered as it says")
