"""Files on disk: whole or not at all, under their own digest."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from kalem.records.storage import Storage, size_text
from kalem.records.unfit import UnfitFile


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class Stream(BytesIO):
    """Counts what was read of it, and may break."""

    def __init__(self, data: bytes, breaks_after: int = 2**62) -> None:
        super().__init__(data)
        self.breaks_after = breaks_after

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= self.breaks_after:
            raise ConnectionResetError
        return super().read(size)


def test_a_file_is_kept_under_its_digest(files: Storage) -> None:
    data = b"abc" * 400_000
    stored = files.put(BytesIO(data), len(data))
    assert (stored.sha256, stored.size) == (sha256(data).hexdigest(), len(data))
    assert stored.path.read_bytes() == data
    assert everything(files.folder) == [stored.path]
    with files.open(stored.sha256) as file:
        assert file.read() == data
    assert files.fault(stored.sha256, stored.size) == ""


def test_the_same_content_is_kept_once_and_heals(files: Storage) -> None:
    first = files.put(BytesIO(b"abc"), 10)
    first.path.write_bytes(b"abX")
    assert files.put(BytesIO(b"abc"), 10) == first
    assert everything(files.folder) == [first.path]
    assert files.fault(first.sha256, 3) == ""


def test_the_limit_itself_fits_and_one_byte_more_does_not(files: Storage) -> None:
    assert files.put(BytesIO(b"x" * 1000), 1000).size == 1000
    with pytest.raises(UnfitFile, match="en çok 1000 bayt"):
        files.put(BytesIO(b"x" * 1001), 1000)
    assert len(everything(files.folder)) == 1


def test_what_is_too_big_is_refused_before_it_is_read(files: Storage) -> None:
    stream = Stream(bytes(50 * 2**20))
    with pytest.raises(UnfitFile, match="en çok 1 MB"):
        files.put(stream, 2**20)
    assert stream.tell() < 2 * 2**20
    assert everything(files.folder) == []


def test_a_broken_upload_or_a_refusal_leaves_nothing(files: Storage) -> None:
    with pytest.raises(ConnectionResetError):
        files.put(Stream(bytes(2**20), breaks_after=2**19), 2**21)

    def refuse(file: BinaryIO) -> None:
        file.seek(0)
        assert file.read() == b"abc"
        raise UnfitFile("hayır")

    with pytest.raises(UnfitFile, match="hayır"):
        files.put(BytesIO(b"abc"), 10, check=refuse)
    assert everything(files.folder) == []


def test_faults_are_told(files: Storage) -> None:
    stored = files.put(BytesIO(b"abc"), 10)
    assert files.fault(stored.sha256, 4) == "dosya 3 bayt, 4 olmalıydı"
    stored.path.write_bytes(b"abd")
    assert files.fault(stored.sha256, 3) == "dosyanın içeriği değişmiş"
    stored.path.unlink()
    assert files.fault(stored.sha256, 3) == "dosya yerinde yok"
    assert "özeti değil" in files.fault("../../etc/passwd", 3)


@pytest.mark.parametrize("digest", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_digest_is_a_path(files: Storage, digest: str) -> None:
    with pytest.raises(ValueError, match="özeti değil"):
        files.path(digest)


def test_sizes_are_written_as_people_do() -> None:
    assert [size_text(size) for size in (12, 1536, 25 * 2**20)] == ["12 bayt", "1,5 kB", "25 MB"]
