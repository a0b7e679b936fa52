"""Asking the service itself, through boto3 (the extra ``trainjob[aws]``).

Nothing outside this package imports boto3 or botocore, and nothing here does so before it is called.
"""
