"""The policy that `policy new` writes: commented, and sound as it stands."""

from __future__ import annotations

_OTHERWISE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Names that YAML takes for something else without quotes."""
_TEXT = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/trainjob/trainjob/main/schemas/policy.schema.json
# What your organisation demands of training jobs. Check jobs against it with
#   trainjob lint jobs/ --policy {file}
# docs/policies.md explains every member, docs/rule-language.md the expressions.
policy: {name}
title: What we demand of training jobs

# Take over the rules of other policies: built-in ones by name, files relative to this one.
# extends: [security-baseline, ../organisation.yaml]

# Values that may change without a change of the rules: --param max-hours=72, or params in trainjob.yaml.
params:
  max-hours:
    title: The longest that a job may run, in hours
    default: 48
    minimum: 1
  allowed-accounts:
    title: Accounts whose images may run
    default: ["123456789012"]

# Other severities for the rules of what is extended, or of trainjob itself; off turns a rule off.
# severities: {{max-runtime-above-quota: warning}}

rules:
  - code: {prefix}001 # a prefix of your own; never use a code again for another rule
    name: job-may-run-too-long # names the bad thing
    severity: error # error, warning, note or off
    # A job without this member is skipped: the rule does not apply.
    when: has(job.StoppingCondition.MaxRuntimeInSeconds)
    require: job.StoppingCondition.MaxRuntimeInSeconds <= params.max_hours * 3600
    at: job.StoppingCondition.MaxRuntimeInSeconds # where the finding points
    message: the job may run {{job.StoppingCondition.MaxRuntimeInSeconds|duration}}, more than {{params.max_hours}} h
    help: lower MaxRuntimeInSeconds, or ask for a higher limit
    why: A job that hangs costs money until it is stopped.
    examples: # patches of a valid document; trainjob policy test runs them
      fail:
        - StoppingCondition: {{MaxRuntimeInSeconds: 360000}}
        - {{$params: {{max-hours: 1}}}}
      pass:
        - {{}}
      skip:
        - {{$kind: describe, StoppingCondition: null}}

  - code: {prefix}002
    name: image-of-foreign-account
    severity: warning
    let:
      image: job.AlgorithmSpecification.TrainingImage
      account: image.split('.')[0]
    when: has(job.AlgorithmSpecification.TrainingImage) && image.contains('.dkr.ecr.')
    require: account in params.allowed_accounts
    at: job.AlgorithmSpecification.TrainingImage
    message: the training image is of account {{account}}, which is not one of {{params.allowed_accounts|list}}
    help: copy the image into a registry of one of these accounts
    why: Nobody here knows who may change the images of another account.
    examples:
      fail:
        - {{$params: {{allowed-accounts: ["210987654321"]}}}}
      pass:
        - {{}}
      skip:
        - AlgorithmSpecification: {{AlgorithmName: our-algorithm, TrainingInputMode: File}}
"""


def text(name: str) -> str:
    """The text of a new policy.

    Args:
        name: in kebab-case; its letters become the prefix of the codes.
    """
    letters = "".join(part for part in name if part.isalpha()).upper()
    prefix = letters[:4] if len(letters) >= 2 else "OWN"
    written = f'"{name}"' if name[0].isdigit() or name in _OTHERWISE else name
    return _TEXT.format(name=written, file=f"{name}.yaml", prefix="OWN" if prefix == "SM" else prefix)
