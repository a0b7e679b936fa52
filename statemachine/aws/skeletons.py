"""What ``--generate-cli-skeleton`` prints, made without asking anybody.

The input follows from the service model in botocore. The sample of an answer is the conformant description
of the specification: unlike one that is filled in from the model, it is a description that can be true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statemachine.aws.client import OPERATION, SERVICE, explained
from statemachine.errors import UsageError


def request_skeleton(core: Any) -> dict[str, Any]:
    """Give the request with every member empty. ``core`` is a botocore session."""
    from botocore.utils import ArgumentGenerator

    skeleton: dict[str, Any] = ArgumentGenerator().generate_skeleton(_operation(core).input_shape)
    return skeleton


def check_parameters(core: Any, parameters: Mapping[str, Any]) -> None:
    """Check a request as the client would before it sends it: members, types, lengths.

    Raises:
        UsageError: with all that is wrong.
    """
    from botocore.exceptions import ParamValidationError
    from botocore.validate import ParamValidator

    report = ParamValidator().validate(dict(parameters), _operation(core).input_shape)
    if report.has_errors():
        with explained():
            raise ParamValidationError(report=report.generate_report())


def sample_answer(core: Any, timestamps: Callable[[float], Any]) -> dict[str, Any]:
    """Give a description without any mistake: a job that has ended well, with its whole history.

    Args:
        timestamps: makes of epoch seconds what the service's answer would hold.
    """
    from statemachine import specification

    base = specification.load(full=True).bases["describe"]
    sample: dict[str, Any] = _with_times(base, _operation(core).output_shape, timestamps)
    return sample


def _operation(core: Any) -> Any:
    with explained():
        return core.get_service_model(SERVICE).operation_model(OPERATION)


def _with_times(value: Any, shape: Any, timestamps: Callable[[float], Any]) -> Any:
    """Copy a value of a shape of the service model, its times replaced; the model may not know all members."""
    if shape is None:
        return value
    if shape.type_name == "timestamp":
        from statemachine.timestamps import epoch

        seconds = epoch(value)
        if seconds is None:
            raise UsageError(f"the sample of the specification has no time in {shape.name}")
        return timestamps(seconds)
    if shape.type_name == "structure":
        known = {name: member for name, member in shape.members.items() if name in value}
        order = [*known, *(name for name in value if name not in known)]  # botocore reads answers in this order
        return {name: _with_times(value[name], known.get(name), timestamps) for name in order}
    if shape.type_name == "map":
        return {name: _with_times(item, shape.value, timestamps) for name, item in value.items()}
    if shape.type_name == "list":
        return [_with_times(item, shape.member, timestamps) for item in value]
    return value
