# Each command needs Python 3.11 or newer with venv, and nothing else: deploy/dev.py fetches the rest.
COMMANDS = run test check prove bench lock demo

# Found by running it: a name on the PATH may be a shim that only fails.
FIND = for python in "$$PYTHON" python3.13 python3.12 python3.11 python3; do \
	[ -n "$$python" ] && "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && exec "$$python" deploy/dev.py $@ $(ARGS); done; \
	echo 'Python 3.11 or newer with its venv module is needed (Debian: apt install python3-venv);' \
	'name one with PYTHON=/path/to/python make $@.' >&2; exit 1

.PHONY: help $(COMMANDS)

help:
	@echo 'make run    start the service: PostgreSQL, Valkey, web, worker, scheduler (PORT, DATA_DIR)'
	@echo 'make test   run the tests on a throw-away PostgreSQL (ARGS="-k words")'
	@echo 'make check  run every gate: style, types, layers, migrations, generated files'
	@echo 'make demo   play the main job over HTTP against a running service'
	@echo 'make prove  run the long proofs (PART=name for one; ARGS=--list names them)'
	@echo 'make bench  measure every page and step (ARGS="--matters 10000 --only queue")'
	@echo 'make lock   resolve the dependencies anew'

$(COMMANDS):
	@$(FIND)
