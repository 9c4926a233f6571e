"""Everything that is done with objects: each kind of it once, and what comes of it is compared."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from aistore_hl import errors

from .ledger import NOTHING, Place, Seen, Wrong
from .user import MADE, PART, PLAIN, SPARE, User


class Load(User):
    """A user with a method for each kind, which raises `AisError` where the cluster did not do it."""

    def put(self) -> None:
        self._put(self._plain(), self._content())

    def put_stream(self) -> None:
        place, content = self._plain(), self._content()
        with self.ledger.changing({place: content}):
            self._object(place).put(iter([content[:1], content[1:]]))

    def put_multipart(self) -> None:
        place, content = self._large(), self._blocks(3)
        with self.ledger.changing({place: content}):
            self._object(place).put_multipart(content, part_size=PART, workers=3)

    def put_parts(self) -> None:
        place, parts = self._large(), [self._content() for _ in range(3)]
        with self.ledger.changing({place: b"".join(parts)}), self._object(place).multipart() as upload:
            for number, part in enumerate(parts, 1):
                upload.put_part(number, part)
            upload.complete()

    def write(self) -> None:
        place, content = self._large(), self._blocks(1)
        with self.ledger.changing({place: content}), self._object(place).open("wb") as file:
            for start in range(0, len(content), 300_000):
                file.write(content[start : start + 300_000])

    def append(self) -> None:
        place, more = self._plain(), self.dice.randbytes(100)
        before = [each or b"" for each in self.ledger.may_be(place) if not isinstance(each, tuple)]
        flushed, after = (frozenset(each + more[:count] for each in before) for count in (10, 100))
        with (
            self.ledger.changing({place: after}),
            self.ledger.changing({place: flushed}),
            self._object(place).append() as appender,
        ):
            appender.write(more[:10])
            appender.flush()
            appender.write(more[10:])

    def delete(self) -> None:
        place = self._plain()
        with self.ledger.changing({place: None}):
            self._object(place).delete(missing_ok=True)

    def rename(self) -> None:
        name, other = self._present(), self.dice.choice(SPARE)
        with self.ledger.changing({(0, other): self.ledger.may_be((0, name)), (0, name): None}):
            self.buckets[0].object(name).rename(other)

    def copy(self) -> None:
        name, place = self._present(), (self.dice.randrange(2), self.dice.choice(SPARE))
        with self.ledger.changing({place: self.ledger.may_be((0, name))}):
            self.buckets[0].object(name).copy_to(self._object(place))

    def replace_metadata(self) -> None:
        there, word = self.buckets[0].object(self._present()), str(self.dice.random())
        there.replace_metadata({"word": word})
        if (found := there.head().custom) != {"word": word}:
            raise Wrong(f"metadata is {dict(found)}, not {word}")

    def put_many(self) -> None:
        contents = {name: self._content() for name in self.dice.sample(PLAIN, 6)}
        with self.ledger.changing({(0, name): content for name, content in contents.items()}):
            try:
                self.buckets[0].put_many(contents)
            except errors.BatchError as exc:
                for name in exc.results:
                    self.ledger.settle((0, name), contents[name])
                raise

    def put_files(self) -> None:
        folder = self.folder / "out"
        folder.mkdir(exist_ok=True)
        contents = {name: self._content() for name in ("a", "b", "c")}
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        with self.ledger.changing({(0, f"f/{name}"): content for name, content in contents.items()}):
            self.buckets[0].put_files(folder, prefix="f/")

    def delete_group(self) -> None:
        names = self.dice.sample(PLAIN, 3)
        with self.ledger.changing({(0, name): None for name in names}):
            self.buckets[0].objects(names).delete(missing_ok=True).wait(timeout=30)

    def copy_group(self) -> None:
        contents = self._some()
        with self.ledger.changing({(1, f"g/{name}"): content for name, content in contents.items()}):
            self.buckets[0].objects(contents).copy_to(self.buckets[1], prepend="g/").wait(timeout=30)

    def copy_bucket(self) -> None:
        copies: dict[Place, frozenset[Seen]] = {}
        for name in (name for name in PLAIN if name.startswith("o0")):
            source, place = self.ledger.may_be((0, name)), (1, f"b/{name}")
            # What is not there is not copied, and what was copied before stays.
            copies[place] = (source - NOTHING) | (self.ledger.may_be(place) if None in source else frozenset())
        with self.ledger.changing(copies):
            self.buckets[0].copy_to(self.buckets[1], prefix="o0", prepend="b/").wait(timeout=30)

    def archive(self) -> None:
        contents, name = self._some(), self.dice.choice(MADE)
        place, members = (0, name), sorted(contents.items())
        # It goes on after errors: what was out of reach is missing then, and told.
        parts = frozenset(tuple(some) for count in range(4) for some in combinations(members, count))
        with self.ledger.changing({place: parts}):
            self.buckets[0].objects(contents).archive(name).wait(timeout=30)
        self.ledger.settle(place, tuple(members))

    def replace_with_member(self) -> None:
        self._put_member(self._shard(), self._content())

    def add_member(self) -> None:
        name, member, content = self._present_shard(), f"m{self.dice.randrange(100)}", self._content()[:5000]
        after = frozenset(tuple(sorted((*each, (member, content)))) for each in self._archives(name))
        with self.ledger.changing({(0, name): after}):
            self.buckets[0].object(name).add_member(member, content)

    def get_member(self) -> None:
        name = self._present_shard()
        with self.buckets[0].object(name).get_member("m") as member:
            found = member.read_all()
        if not any(("m", found) in each for each in self._archives(name)):
            raise Wrong(f"{len(found)} other bytes for the member of {name}")

    def get_members(self) -> None:
        name = self._present_shard(".tar", ".tgz")
        with self.buckets[0].object(name).get_members("m", mode="prefix") as members:
            self.ledger.check((0, name), tuple(sorted((each.name, each.read_all()) for each in members)))

    def list_members(self) -> None:
        name = self._present_shard()
        found = [(entry.name, entry.size) for entry in self.buckets[0].object(name).members()]
        allowed = [[(member, len(content)) for member, content in each] for each in self._archives(name)]
        if sorted(found) not in map(sorted, allowed):
            raise Wrong(f"other members of {name}: {found}")

    def get(self) -> None:
        place = self._plain()
        try:
            self._look(place)
        except errors.Unavailable as exc:
            if not self._is_absent(place[1], exc):
                raise

    def get_range(self) -> None:
        name = self._present()
        found = self.buckets[0].object(name).get(offset=0, length=100).read_all()
        if found not in {each[:100] for each in self.ledger.may_be((0, name)) if isinstance(each, bytes)}:
            raise Wrong(f"other bytes of a range of {name}")

    def open(self) -> None:
        name = self._present_large()
        with self.buckets[0].object(name).open() as file:
            file.seek(100)
            rest = file.read()
            file.seek(0)
            self.ledger.check((0, name), file.read(100) + rest)

    def get_parallel(self) -> None:
        name = self._present_large()
        self.ledger.check((0, name), bytes(self.buckets[0].object(name).get_parallel(workers=3, part_size=PART)))

    def download(self) -> None:
        name, path = self._present_large(), self.folder / "large"
        self.buckets[0].object(name).download(path, workers=self.dice.choice([1, 3]), part_size=PART)
        self.ledger.check((0, name), path.read_bytes())

    def head(self) -> None:
        place = self._plain()
        try:
            size = self._object(place).head().size
        except (errors.ObjectNotFound, errors.Unavailable) as exc:
            if not self._is_absent(place[1], exc):
                raise
        else:
            if size not in {len(each) for each in self.ledger.may_be(place) if each is not None}:
                raise Wrong(f"{place} has {size} bytes")

    def list(self) -> None:
        number, prefix = self.dice.randrange(2), self.dice.choice(["", "o", "g/"])
        listing = self.buckets[number].list_objects(prefix, page_size=self.dice.choice([0, 5]))
        self.ledger.check_names(number, prefix, [entry.name for entry in listing])

    def list_archive(self) -> None:
        name = self._present_shard()
        listing = self.buckets[0].list_objects(name, archive=True, page_size=self.dice.choice([0, 2]))
        found = [entry.name for entry in listing]
        allowed = [[name, *(f"{name}/{member}" for member, _ in each)] for each in self._archives(name)]
        if found not in allowed:
            raise Wrong(f"listed with members: {found}, and may be {allowed}")

    def summary(self) -> None:
        found = self.buckets[0].summary("o").objects
        may_be = [self.ledger.may_be((0, name)) for name in self.ledger.names(0) if name.startswith("o")]
        least, most = sum(None not in each for each in may_be), sum(each != NOTHING for each in may_be)
        if not least <= found <= most:
            raise Wrong(f"{found} objects are counted, and there are {least} to {most}")

    def get_many(self) -> None:
        failures = {}
        for item in self.buckets[0].get_many(PLAIN, raise_errors=False):
            if item.error is None:
                self.ledger.check((0, item.name), bytes(item.content))
            elif not self._is_absent(item.name, item.error):
                failures[item.name] = item.error
        if failures:
            raise errors.BatchError.of("get_many", failures, total=len(PLAIN), results={})

    def head_many(self) -> None:
        failures = {}
        for item in self.buckets[0].head_many(PLAIN, raise_errors=False):
            if item.error is not None and not self._is_absent(item.name, item.error):
                failures[item.name] = item.error
        if failures:
            raise errors.BatchError.of("head_many", failures, total=len(PLAIN), results={})

    def get_batch(self) -> None:
        contents = self._some()
        with self.buckets[0].get_batch(contents, streaming=self.dice.random() < 0.5) as batch:
            for (name, content), member in zip(contents.items(), batch, strict=True):
                if member.read_all() != content:
                    raise Wrong(f"other bytes of {name} in a batch")

    def get_files(self) -> None:
        folder = self.folder / "in"
        for name in self.buckets[0].get_files(folder, prefix="f/").outcomes:
            self.ledger.check((0, name), (folder / name.removeprefix("f/")).read_bytes())


KINDS: Final = tuple(name for name in vars(Load) if not name.startswith("_"))
