"""A stand-in for the service on loopback, which plays written lives of jobs.

It speaks the JSON protocol of DescribeTrainingJob. A life is a YAML file of tests/watching/lives: `job` has members
that differ from the usual description, `answers` has one entry for each call, and the last one is repeated:

    {status: …, way: [Starting 0, Training 60], start: 60, …}   a description; times are seconds after the creation;
                                                                `members` adds to it or, with null, takes away
    {error: ThrottlingException, message: …, code: 400}         a refusal
    {raw: "<html>…", code: 200, type: text/html}                any answer
    {hang-up: true}, {half: true}                               the connection dies before, or within, the answer
    {slow: 3, …}                                                comes late, in seconds (real ones)

`times: 3` gives an entry three times.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import yaml

from statemachine import specification

LIVES = Path(__file__).parents[1] / "watching" / "lives"
BORN = 1_767_261_600.0
"""When every job was created: 2026-01-01T10:00:00Z."""
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "y",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
"""All that the AWS tools ask of their environment, so that nothing of this machine's reaches a test."""
TARGET = "SageMaker.DescribeTrainingJob"
SPEC = specification.load(full=True)


def life(name: str) -> dict[str, Any]:
    """Read a life from its file."""
    read: dict[str, Any] = yaml.safe_load((LIVES / f"{name}.yaml").read_text(encoding="utf-8"))
    return read


def description(job: str, common: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Write the description that an entry stands for, as the service does: with times in epoch seconds."""
    made: dict[str, Any] = json.loads(json.dumps(SPEC.bases["describe"]).replace("demo-2026-01-01", job))
    for member in ("TrainingStartTime", "TrainingEndTime", "TrainingTimeInSeconds", "BillableTimeInSeconds"):
        del made[member]
    way = [(stage, BORN + float(offset)) for stage, offset in map(str.split, answer["way"])]
    over = SPEC.lifecycle.statuses[answer["status"]].terminal if answer["status"] in SPEC.lifecycle.statuses else False
    if answer["status"] != "Completed":
        del made["ModelArtifacts"]
    made |= {"TrainingJobStatus": answer["status"], "SecondaryStatus": answer.get("stage", way[-1][0])}
    made |= {"CreationTime": BORN, "LastModifiedTime": way[-1][1]}
    ends = [start for _, start in way[1:]] + [way[-1][1] if over else None]
    made["SecondaryStatusTransitions"] = [
        {"Status": stage, "StartTime": start, "StatusMessage": ""} | ({} if end is None else {"EndTime": end})
        for (stage, start), end in zip(way, ends, strict=True)
    ]
    if "start" in answer:
        made["TrainingStartTime"] = BORN + answer["start"]
    if over and "start" in answer:
        seconds = int(way[-1][1] - BORN - answer["start"])
        made |= {"TrainingEndTime": way[-1][1], "TrainingTimeInSeconds": seconds, "BillableTimeInSeconds": seconds}
    elif over:
        made["TrainingEndTime"] = way[-1][1]
    made |= {**common, **answer.get("members", {})}
    return {name: value for name, value in made.items() if value is not None}


class Stub:
    """The service: `url` is its endpoint, `asked` the names that were asked about, in order."""

    def __init__(self, lives: Mapping[str, Mapping[str, Any]]) -> None:
        self.asked: list[str] = []
        self._lives = {name: (dict(read.get("job", {})), _spread(read["answers"])) for name, read in lives.items()}
        self._turn = dict.fromkeys(lives, 0)
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every answer takes 40 ms

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["X-Amz-Target"] == TARGET
                stub._play(self, body["TrainingJobName"])

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _play(self, handler: BaseHTTPRequestHandler, name: str) -> None:
        with self._lock:
            self.asked.append(name)
            common, answers = self._lives.get(name, ({}, [{"error": "ValidationException", "message": NOT_FOUND}]))
            turn = self._turn.get(name, 0)
            self._turn[name] = turn + 1
        answer = answers[min(turn, len(answers) - 1)]
        if "slow" in answer:
            time.sleep(answer["slow"])
        if "hang-up" in answer:
            handler.close_connection = True
            return
        code, kind = int(answer.get("code", 200)), str(answer.get("type", "application/x-amz-json-1.1"))
        if "raw" in answer:
            body = str(answer["raw"]).encode()
        elif "error" in answer:
            code = int(answer.get("code", 400))
            body = json.dumps({"__type": answer["error"], "message": answer.get("message", "")}).encode()
        else:
            body = json.dumps(description(name, common, answer)).encode()
        handler.send_response(code)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body) * (2 if "half" in answer else 1)))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = "half" in answer

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


NOT_FOUND = "Requested resource not found."


def _spread(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [answer for answer in answers for _ in range(answer.get("times", 1))]


@contextmanager
def playing(**lives: str) -> Iterator[Stub]:
    """Serve jobs, by the names of their lives; an underscore in a job's name stands for a hyphen."""
    with Stub({name.replace("_", "-"): life(file) for name, file in lives.items()}) as stub:
        yield stub


def main() -> None:
    """Serve every life under its own name until interrupted: ``python tests/aws/stub.py``."""
    with Stub({path.stem: life(path.stem) for path in sorted(LIVES.glob("*.yaml"))}) as stub:
        print(stub.url, flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()
