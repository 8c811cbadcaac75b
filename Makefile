# What there is to do here: make help

# The one place for the build tags of the window. webkit2_41 is Debian 12's WebKitGTK.
WEBKIT_TAG  := webkit2_41
RELEASE     := -trimpath -ldflags "-s -w"
FUZZTIME    ?= 30s
PORT        ?= 8080

FRONTEND    := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
               $(wildcard frontend/*.html frontend/*.ts frontend/*.json)

.DEFAULT_GOAL := help
.PHONY: help run server test build build-cli build-desktop frontend lint staticcheck generate proto-check bench fuzz screenshots clean bin/mindflow-dev

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing, build, open the window
	@build/setup.sh run
	@$(MAKE) --no-print-directory build
	@build/run.sh bin/mindflow-desktop

test: ## install what the tests need, then run every check and test
	@build/setup.sh test
	@build/test.sh

build: build-cli build-desktop ## build bin/mindflow and bin/mindflow-desktop

build-cli:
	CGO_ENABLED=0 go build $(RELEASE) -o bin/mindflow ./cmd/mindflow

build-desktop: frontend
	go build $(RELEASE) -tags desktop,production,$(WEBKIT_TAG) -o bin/mindflow-desktop .

# The window's program with a web address instead of built-in pages, for tests in a browser.
bin/mindflow-dev: frontend
	go build -tags dev,$(WEBKIT_TAG) -o $@ .

server: ## start a sync server on a PostgreSQL of its own, with its files in .dev/
	@build/server.sh $(PORT)

frontend: frontend/dist/index.html ## build the front end
frontend/dist/index.html: $(FRONTEND)
	npm --prefix frontend run --silent build

lint: staticcheck ## check the code without running it
	@test -z "$$(git ls-files -z '*.go' | xargs -0 gofmt -l | tee /dev/stderr)"
	go vet ./...
	go vet -tags e2e ./e2e/...
	npm --prefix frontend run --silent lint

staticcheck: bin/staticcheck
	bin/staticcheck ./...
bin/staticcheck: tools/go.mod
	go build -C tools -o ../$@ honnef.co/go/tools/cmd/staticcheck

generate: ## write the generated code anew and fail if it was out of date: what the window may call, the protocol
	build/bindings.sh --check
	build/proto.sh --check

proto-check: ## check the protocol's style, and that it still serves every program there is
	build/proto.sh --breaking

bin/buf: tools/go.mod
	go build -C tools -o ../$@ github.com/bufbuild/buf/cmd/buf

bench: ## run every benchmark and print a table
	@build/bench.sh

fuzz: ## run every fuzz target for FUZZTIME (30s)
	@build/fuzz.sh $(FUZZTIME)

screenshots: build ## take the pictures of docs/screenshots anew
	@build/setup.sh test
	go test -tags e2e -count=1 ./e2e/screenshots

clean: ## remove everything that was built
	rm -rf bin e2e/out
	find frontend/dist -mindepth 1 ! -name .keep -delete
