"""Files in a folder of this machine: whole or not at all, also after a power cut, readable by their owner alone."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from .files import NoSuchFile


class Engine:
    def __init__(self, url):
        self.folder = Path(url.partition(":")[2])

    def save(self, key, data):
        target = self.folder / key
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as file:  # made with mode 0600
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).rename(target)
            except BaseException:
                Path(file.name).unlink()
                raise
        _keep_name(target.parent)

    def open(self, key):
        try:
            return (self.folder / key).open("rb")
        except FileNotFoundError:
            raise NoSuchFile from None

    def exists(self, key):
        return (self.folder / key).is_file()

    def delete(self, key):
        (self.folder / key).unlink(missing_ok=True)


def _keep_name(folder):
    # The file's own fsync keeps its bytes; its name is a row of the folder and of the folder above.
    for each in (folder, folder.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
