"""An S3 server on the loopback, with a bucket of its own: servers of one process share their store."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

KEY = {"BACKUP_S3_ACCESS_KEY": "made-up", "BACKUP_S3_SECRET_KEY": "made-up-too"}


@contextmanager
def s3_store() -> Iterator[dict[str, str]]:
    """The settings that lead there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        settings = {
            **KEY,
            "BACKUP_S3_ENDPOINT": f"http://{host}:{port}",
            "BACKUP_S3_BUCKET": f"backups-{secrets.token_hex(8)}",
        }
        client_of(settings).create_bucket(Bucket=settings["BACKUP_S3_BUCKET"])
        yield settings
    finally:
        server.stop()


def client_of(settings: dict[str, str]) -> "boto3.client":
    return boto3.client(
        "s3",
        endpoint_url=settings["BACKUP_S3_ENDPOINT"],
        region_name="us-east-1",
        aws_access_key_id=KEY["BACKUP_S3_ACCESS_KEY"],
        aws_secret_access_key=KEY["BACKUP_S3_SECRET_KEY"],
    )


def held(settings: dict[str, str]) -> dict[str, bytes]:
    """What the bucket holds, name by name."""
    client, bucket = client_of(settings), settings["BACKUP_S3_BUCKET"]
    names = [one["Key"] for one in client.list_objects_v2(Bucket=bucket).get("Contents", ())]
    return {name: client.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names}
