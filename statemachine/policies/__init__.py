"""What an organisation demands of training jobs: rules of its own, in the language of the specification.

``load_policies``: a specification with the rules of policies. Everything that is wrong with a policy
is an error here, before any document is looked at.
"""

from statemachine.policies.loading import built_in, load_policies
from statemachine.policies.policy import Param, Policy, PolicyError

__all__ = ["Param", "Policy", "PolicyError", "built_in", "load_policies"]
