"""What is wrong with the rules of policies, as far as it can be told without a document.

Names that are taken twice, evidence that there is not, expressions that cannot be compiled or cost too much.
"""

from __future__ import annotations

from statemachine.defects import Defect
from statemachine.policies import cost
from statemachine.policies.policy import Policy
from statemachine.rule_checks import RuleChecks, unknown
from statemachine.specification import Specification


def collisions(spec: Specification, policies: list[Policy]) -> list[Defect]:
    """What two policies, or a policy and the specification, call by the same name."""
    defects: list[Defect] = []
    taken: dict[str, str] = {}
    for rule in spec.rules.values():
        taken[rule.code] = taken[rule.name] = "the specification"
    tables = dict.fromkeys(spec.tables, "the specification")
    sources = dict.fromkeys(spec.sources, "the specification")
    for policy in policies:
        for number, rule in enumerate(policy.rules):
            if not policy.built_in and rule.code.startswith("SM9") and rule.code < "SM980":
                message = f"{rule.code} is reserved for built-in policies; take SM980 to SM999 or a prefix of your own"
                defects.append(policy.defect(("rules", number, "code"), message))
            for member, key in (("code", rule.code), ("name", rule.name)):
                if key in taken:
                    here = f"{policy.file} " if taken[key] != policy.file else ""
                    message = f"{member} {key} is taken by another rule in {taken[key]}"
                    defects.append(
                        policy.defect(("rules", number, member), message + (f" ({here}too)" if here else ""))
                    )
                taken.setdefault(key, policy.file)
        for what, names, known in (("table", policy.tables, tables), ("source", policy.sources, sources)):
            for name in names:
                if name in known:
                    message = f"the {what} {name} is in {known[name]} already"
                    defects.append(policy.defect((f"{what}s", name), message, key=True))
                known[name] = policy.file
    return defects


def rule_defects(policy: Policy, spec: Specification, checks: RuleChecks) -> list[Defect]:
    """Everything that is wrong with the rules of a policy, as far as it can be told without a document."""
    defects: list[Defect] = []
    budget = cost.Budget(spec)
    for number, own in enumerate(policy.rules):
        place = ("rules", number)
        rule = spec.rules.get(own.code, own)  # with its parameters
        for position, source in enumerate(rule.sources):
            if source not in spec.sources:
                where = (*place, "sources", position)
                defects.append(policy.defect(where, f"{rule.code}: {unknown('source', source, spec.sources)}"))
        for position, code in enumerate(rule.yields_to):
            where = (*place, "yields-to", position)
            other = spec.rules.get(code)
            if other is None:
                defects.append(policy.defect(where, f"{rule.code}: {unknown('rule', code, spec.rules)}"))
            elif rule.code in (code, *other.yields_to):
                message = f"{rule.code} and {code} would both be left out: only one of them can yield to the other"
                message = f"{rule.code} cannot yield to itself" if code == rule.code else message
                defects.append(policy.defect(where, message))
        wrong = list(budget.expansions(rule))
        if not wrong:
            wrong = list(checks.defects(rule))
        if not wrong:
            wrong = list(budget.costs(rule, checks.language))
        defects += [policy.defect((*place, member), f"{rule.code}: {message}") for member, message in wrong]
        if budget.exhausted:
            break
    return defects
