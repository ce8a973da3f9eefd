"""Values of an R kernel, with the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ai_jup.kernel import KernelError, Kernels
from ai_jup.translation import speak
from tests.kernel.live import LiveKernel
from tests.r_kernel import NAME, needs_r, write_kernelspec

pytestmark = [needs_r, pytest.mark.once]


class RKernel(LiveKernel):
    folder: Path
    nothing = "NULL"

    async def _start(self) -> None:
        write_kernelspec(self.folder)
        specs = KernelSpecManager(kernel_dirs=[str(self.folder)])
        self.manager = AsyncMappingKernelManager(kernel_spec_manager=specs)
        self.id = await self.manager.start_kernel(kernel_name=NAME)
        self.kernels = Kernels(self.manager)

    def text(self, expression: str) -> str:
        return self.read(expression).text


@pytest.fixture(scope="module")
def r(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RKernel]:
    kernel = RKernel()
    kernel.folder = tmp_path_factory.mktemp("kernels")
    with kernel:
        yield kernel


@pytest.fixture(scope="module")
def defined(r: RKernel) -> RKernel:
    r.cell(CELL)
    return r


CELL = r"""
ran <- 0
x <- 5
vector <- c(1.5, NA, 3)
big <- 1:1e8
my.data <- data.frame(a = 1:3, b = c("x", NA, "z"), stringsAsFactors = FALSE)
`my var` <- "spaced"
größe <- "Straße 日本"
levels_ <- factor(c("lo", "hi", NA, "lo"), levels = c("lo", "hi"))
nested <- list(a = 1, b = list(c = "x", d = 1:3), f = function(x) x)
days <- as.Date("2024-05-01") + 0:1
moment <- as.POSIXct("2024-05-01 10:00:00", tz = "UTC")
long <- data.frame(id = 1:1e6, label = rep(letters, length.out = 1e6))
wide <- as.data.frame(matrix(1:20000, nrow = 10))
grid <- matrix(1:6, 2, dimnames = list(NULL, c("a", "b", "c")))
fit <- lm(mpg ~ wt, mtcars)
form <- y ~ a + b
adds <- function(a, b = 2, ...) { ran <<- ran + 1 }
setClass("Person", representation(name = "character"))
ann <- new("Person", name = "Ann")
Account <- setRefClass("Account", fields = list(total = "numeric"))
account <- Account$new(total = 7)
place <- new.env()
place$a <- 1
delayedAssign("lazy", { ran <<- ran + 1; 1 }, assign.env = place)
makeActiveBinding("active", function() { ran <<- ran + 1; 2 }, place)
delayedAssign("promised", { ran <<- ran + 1; 1 })
makeActiveBinding("bound", function() { ran <<- ran + 1; 2 }, globalenv())
failing <- structure(list(1), class = "failing"); print.failing <- function(x, ...) stop("no print")
endless <- structure(list(1), class = "endless"); print.endless <- function(x, ...) while (TRUE) {}
catching <- structure(list(1), class = "catching")
print.catching <- function(x, ...) repeat tryCatch(Sys.sleep(30), error = function(e) NULL)
noisy <- structure(list(1), class = "noisy")
print.noisy <- function(x, ...) { cat("I am noisy\n"); message("m"); warning("w"); runif(1); plot(1); invisible(x) }
essay <- strrep("word ", 5000)
broken <- "bad\xe9"
many <- as.list(1:1e6)
counts <- table(c("a", "b", "a"))
eval <- function(...) stop("mine")
c <- 3
"""

FRAME = """\
3 rows, 2 columns
columns, with type and missing values:
  a: integer, 0 missing
  b: character, 1 missing
all 3 rows:
  a    b
1 1    x
2 2 <NA>
3 3    z"""

VALUES = {
    "x": ("numeric", "[1] 5"),
    "vector": ("numeric", "[1] 1.5  NA 3.0"),
    "my.data": ("data.frame", FRAME),
    "my.data$b": ("character", '[1] "x" NA  "z"'),
    "my.data[['a']]": ("integer", "[1] 1 2 3"),
    'my.data[my.data$a > 2, "a"]': ("integer", "[1] 3"),
    'my.data[2, c("a", "b")]$a': ("integer", "[1] 2"),
    "my var": ("character", '[1] "spaced"'),
    "`my var`": ("character", '[1] "spaced"'),
    "größe": ("character", '[1] "Straße 日本"'),
    "nested$b$d[2:3]": ("integer", "[1] 2 3"),
    "nested": (
        "list",
        'List of 3\n $ a: num 1\n $ b:List of 2\n  ..$ c: chr "x"\n  ..$ d: int [1:3] 1 2 3\n $ f:function (x)  ',
    ),
    "levels_": (
        "factor",
        "factor of length 4, 2 levels\nlevels, and how often: lo (2), hi (1)\nmissing: 1\n"
        "all values:\n[1] lo   hi   <NA> lo  ",
    ),
    "days": ("Date", '[1] "2024-05-01" "2024-05-02"'),
    "moment": ("POSIXct", '[1] "2024-05-01 10:00:00 UTC"'),
    "grid": (
        "matrix",
        "integer matrix of 2 x 3\nmissing: 0\nmin, max, mean: 1, 6, 3.5\n"
        "all values:\n     a b c\n[1,] 1 3 5\n[2,] 2 4 6",
    ),
    "form": ("formula", "y ~ a + b"),
    "adds": ("function", "function(a, b = 2, ...) { ran <<- ran + 1 }"),
    "ann": ("Person", 'object of the S4 class Person\nslots:\n  name: chr "Ann"'),
    "ann@name": ("character", '[1] "Ann"'),
    "account": ("Account", "object of class Account with 1 member:\n  total: num 7"),
    "account$total": ("numeric", "[1] 7"),
    "place": (
        "environment",
        "environment with 3 members:\n  a: num 1\n  active: an active binding, not read\n"
        "  lazy: a promise, not evaluated",
    ),
    "noisy": ("noisy", "I am noisy"),
    "NULL": ("NULL", " NULL"),
    "counts": ("table", "\na b \n2 1 "),
    "stats::sd": ("function", "function (x, na.rm = FALSE)\nof the package stats"),
    "levels_[[1]]": (
        "factor",
        "factor of length 1, 2 levels\nlevels, and how often: lo (1), hi (0)\nmissing: 0\nall values:\n[1] lo",
    ),
    "broken": ("character", '[1] "bad\\xe9"'),
    "big[2:3]": ("integer", "[1] 2 3"),
}


@pytest.mark.parametrize("expression", VALUES)
def test_a_value_is_told_as_r_users_know_it(defined: RKernel, expression: str) -> None:
    read = defined.read(expression)
    assert (read.kind, read.text) == VALUES[expression]


def test_large_values_are_told_in_part(defined: RKernel) -> None:
    big, long, wide, essay = (defined.text(name) for name in ("big", "long", "wide", "essay"))
    assert big.startswith("integer of length 100,000,000\nmissing (in the first 2,000,000 of 100,000,000): 0\n")
    assert "last 125 values:" in big and big.endswith("100000000")
    assert long.startswith("1,000,000 rows, 2 columns\n") and "rows left out" in long
    assert long.splitlines()[-1].split() == ["1000000", "1000000", "n"]
    assert "... 1,885 more columns" in wide and "all 10 rows, of the first" in wide
    assert essay.startswith("string of 25,000 characters:\nword word")
    assert all(2_000 < len(text) <= 8_100 for text in (big, long, wide, essay))


def test_of_a_long_list_the_first_are_told(defined: RKernel) -> None:
    text = defined.text("many")
    assert text.startswith("list of 1,000,000, of which the first 60:\nList of 60\n $ : int 1\n")


def test_a_model_is_told_by_its_summary(defined: RKernel) -> None:
    read = defined.read("fit")
    assert read.kind == "lm" and "Multiple R-squared:  0.7528" in read.text


NOT_READ = {
    "promised": "`promised` is a promise that has not been evaluated yet (delayedAssign, data()): use it once in a cell",
    "place$lazy": "`lazy` is a promise that has not been evaluated yet (delayedAssign, data()): use it once in a cell",
    "bound": "`bound` is an active binding: to read it would run its function",
    "place$active": "`active` is an active binding: to read it would run its function",
    "failing": "no print",
    "endless": "it took more than 2 s",
    "catching": "it took more than 2 s",
    "account + 1": "non-numeric argument to binary operator",
}


@pytest.mark.parametrize("expression", NOT_READ)
def test_what_cannot_be_read_is_told_and_the_prompt_goes_on(defined: RKernel, expression: str) -> None:
    assert defined.text(expression) == f"[it could not be read: {NOT_READ[expression]}]"


REFUSED = {
    "my.dta": ("reference-undefined", "the name 'my.dta' is not defined", "Did you mean `my.data`?"),
    "my.data$zz": ("reference-undefined", "has no item 'zz'", "Its columns are 'a', 'b'."),
    "nested[[9]]": ("reference-undefined", "has no item 9", "Its names are 'a', 'b', 'f'."),
    "ann@nme": ("reference-undefined", "has no slot 'nme'", "Its slots are 'name'."),
    "adds(1)": ("reference-invalid", "it calls a function", "double backticks"),
    "x <- 3": ("reference-invalid", "it assigns to a name", "double backticks"),
    "x; ran": ("reference-invalid", "it is not one R expression", "double backticks"),
    "x[": ("reference-invalid", "it is not an R expression", "double backticks"),
    "1:1e9": ("reference-invalid", "its result would be too large", "double backticks"),
    "function(x) x": ("reference-invalid", "it does more than read a value", "double backticks"),
}


@pytest.mark.parametrize("expression", REFUSED)
def test_what_does_more_than_read_or_does_not_exist_ends_the_prompt(defined: RKernel, expression: str) -> None:
    code, message, hint = REFUSED[expression]
    with pytest.raises(KernelError) as refused:
        defined.read(expression)
    told = refused.value.to_detail()
    assert told.code == code and message in told.message and hint in told.hint


def test_why_is_said_in_the_language_of_the_page(defined: RKernel) -> None:
    speak("de-DE")
    try:
        with pytest.raises(KernelError) as missing:
            defined.read("my.data$zz")
        with pytest.raises(KernelError) as calling:
            defined.read("adds(1)")
    finally:
        speak("")
    told = missing.value.to_detail()
    assert told.message == "$`my.data$zz`: ein Objekt vom Typ data.frame hat kein Element 'zz'."
    assert told.hint.startswith("Seine Spalten sind 'a', 'b'. ")
    assert "hier wird eine Funktion aufgerufen" in calling.value.message


STATE = r"""cat(ran, exists(".Random.seed"), dev.cur(), length(dev.list()), sink.number(), getOption("width"),
  nrow(showConnections()), is.null(warnings()), capture.output(print(.Last.value)), sort(ls(all.names = TRUE)))"""


def test_reading_leaves_the_session_as_it_was(defined: RKernel) -> None:
    defined.cell("rm(list = intersect('.Random.seed', ls(all.names = TRUE))); pdf(NULL); 41 + 1")

    async def count() -> int:
        client = defined.manager.get_kernel(defined.id).client()
        client.start_channels(stdin=False, hb=False)
        try:
            reply = await client.execute_interactive("NULL", store_history=False, silent=True, timeout=60)
            return int(reply["content"]["execution_count"])
        finally:
            client.stop_channels()

    before, counted = defined.cell(STATE), defined.run(count())
    defined.read("noisy")  # draws a number, plots, and warns
    defined.read("failing"), defined.read("endless"), defined.read("my.data"), defined.text("promised")
    assert defined.run(count()) == counted
    defined.cell("41 + 1")
    assert defined.cell(STATE) == before and before.startswith("0 FALSE")
    defined.cell("set.seed(1); invisible(dev.off())")
    seed = defined.cell("cat(.Random.seed)")
    defined.read("noisy")
    assert defined.cell("cat(.Random.seed)") == seed


def test_names_are_listed_and_none_of_them_is_evaluated(defined: RKernel) -> None:
    async def names() -> dict[str, tuple[str, bool, str]]:
        async with defined.session() as session:
            return {each.name: (each.type, each.callable, each.preview) for each in await session.names(500)}

    found = defined.run(names())
    assert found["my.data"] == ("data.frame", False, "3 × 2")
    assert found["adds"] == ("function", True, "")
    assert found["my var"] == ("character", False, '"spaced"')
    assert found["promised"][0] == "promise" and found["bound"][0] == "active binding"
    assert defined.cell("cat(ran)") == "0"


def test_functions_are_refused(defined: RKernel) -> None:
    with pytest.raises(KernelError) as refused:
        defined.describe("adds")
    told = refused.value.to_detail()
    assert told.code == "kernel-not-python"
    assert told.message == "Functions need a Python kernel, but this notebook's kernel uses R."


def test_a_busy_kernel_is_waited_for_and_what_waits_behind_is_run(defined: RKernel) -> None:
    async def both() -> tuple[str, str]:
        cell = asyncio.create_task(defined._cell("Sys.sleep(5); x <- 6"))
        await asyncio.sleep(1)
        async with defined.session() as session:
            read = await session.read("x")
        return read.text, await cell

    defined.waits.clear()
    assert defined.run(both()) == ("[1] 6", "")
    assert defined.waits == [True, False]


def test_what_the_kernel_gives_up_after_another_cells_error_is_asked_for_again(defined: RKernel) -> None:
    async def both() -> str:
        cell = asyncio.create_task(defined._cell("Sys.sleep(3); stop('no')"))
        await asyncio.sleep(1)
        async with defined.session() as session:
            read = await session.read("x")
        with pytest.raises(AssertionError, match="no"):
            await cell
        return read.text

    assert defined.run(both()).startswith("[1] ")


def test_a_reading_that_is_stopped_ends_and_later_cells_run(defined: RKernel) -> None:
    async def stopped() -> None:
        async with defined.session() as session:
            task = asyncio.create_task(session.read("catching"))
            await asyncio.sleep(1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await session.leave()

    defined.run(stopped())
    assert defined.cell("cat(1)") == "1"


def test_a_chart_is_told_as_a_picture(defined: RKernel) -> None:
    if defined.cell("cat(requireNamespace('lattice', quietly = TRUE))") != "TRUE":
        pytest.skip("no lattice here")
    defined.cell("chart <- lattice::xyplot(mpg ~ wt, mtcars)")
    before = defined.cell("cat(dev.cur())")
    read = defined.read("chart")
    assert [picture.media_type for picture in read.pictures] == ["image/png"]
    assert len(read.pictures[0].base64) > 1_000 and defined.cell("cat(dev.cur())") == before
