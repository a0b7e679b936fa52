"""Start a training job. Two of its members are wrong: trainjob lint examples/programs/train.py."""

import sys

import boto3

BUCKET = "acme-training"
DAY = 24 * 60 * 60

request = {
    "AlgorithmSpecification": {
        "TrainingImage": sys.argv[1],
        "TrainingInputMode": "File",
    },
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{BUCKET}/train",
                }
            },
        }
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://" + BUCKET + "/out"},
    "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 50},
    "StoppingCondition": {"MaxRuntimeInSeconds": 6 * DAY},
}
request["HyperParameters"] = {"epochs": 20, "rate": str(0.1)}

boto3.client("sagemaker").create_training_job(
    TrainingJobName="churn-{}".format(sys.argv[2]),
    RoleArn=sys.argv[3],
    **request,
)
