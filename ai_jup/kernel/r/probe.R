# Reads values of an R kernel for a prompt: text of a bounded length, pictures.
#
# Run as a whole for each request, in an environment of its own above base R, so that nothing of it stays and no name of
# the user's comes in its way; methods that the user has defined for S3 are found even so. `asked` is the request. What
# is called here is base R's, or named with its package: only what comes with every IRkernel.

LIMIT <- 8000L # characters of one value
SECONDS <- 2 # for one value
COUNTED <- 2e6 # elements that are gone through at most
LARGEST <- 1e6 # elements of what `a:b` makes
COLUMNS <- 300L # columns of a frame that are looked at
LISTED <- 3000L # characters of the list of columns; the rest is for the rows
CELL <- 40L # characters of a cell, and of a column's name
SHORT <- 50L # elements of a vector that is told as R prints it
MEMBERS <- 60L # members of an object that are told

# Text ---------------------------------------------------------------------------------------------------------------

many <- function(number, what) {
  if (number == 1) paste("1", what) else paste0(grouped(number), " ", what, "s")
}

grouped <- function(number) formatC(number, format = "d", big.mark = ",")

whole <- function(text) {
  text <- enc2utf8(as.character(text))
  ifelse(validUTF8(text), text, iconv(text, "UTF-8", "UTF-8", sub = "byte"))
}

lines_of <- function(...) {
  text <- c(...)
  paste(text[!is.na(text) & nzchar(text)], collapse = "\n")
}

shorten <- function(text, most = LIMIT) {
  size <- nchar(text)
  if (size <= most) return(text)
  head <- (most * 2L) %/% 3L
  tail <- most - head
  paste0(
    substr(text, 1L, head), "\n[... ", grouped(size - head - tail), " characters left out ...]\n",
    substr(text, size - tail + 1L, size)
  )
}

# where something lies in memory tells nothing, and is another after each start
without_addresses <- function(text) gsub("<(environment|bytecode|pointer): 0x[0-9a-f]+>", "<\\1>", text)

# what is printed, and nothing of it elsewhere
printed <- function(value, how = print) {
  written <- rawConnection(raw(0L), "w")
  depth <- sink.number()
  sink(written)
  on.exit({
    while (sink.number() > depth) sink()
    close(written)
  })
  how(value)
  text <- rawToChar(rawConnectionValue(written))
  sub("\n+$", "", without_addresses(whole(text)))
}

brief <- function(value) {
  told <- printed(value, function(it) utils::str(
    it, max.level = 1L, list.len = 5L, vec.len = 3L, nchar.max = 100L, give.attr = FALSE
  ))
  told <- sub("^\\s+", "", strsplit(told, "\n", fixed = TRUE)[[1L]])
  if (length(told) > 1L) paste0(told[[1L]], " ...") else paste(told, collapse = "")
}

kind_of <- function(value) {
  if (is.object(value)) class(value)[[1L]] else if (is.function(value)) "function" else class(value)[[1L]]
}

# Bindings that are not read ----------------------------------------------------------------------------------------

# fields of reference classes that have a type are active bindings too, but of R's own functions
is_active <- function(name, place) {
  bindingIsActive(as.name(name), place) &&
    !inherits(activeBindingFunction(as.name(name), place), "defaultBindingFunction")
}

# base R has no such question for the global environment; IRkernel needs pillar, which needs rlang
is_promise <- function(name, place) {
  isNamespaceLoaded("rlang") && isTRUE(unname(getExportedValue("rlang", "env_binding_are_lazy")(place, name)))
}

# What packages have is loaded from their files when it is first used: that is no code of the user's.
is_user_place <- function(place) !nzchar(environmentName(place)) || identical(place, globalenv())

member <- function(name, place) {
  if (is_active(name, place)) fail("`", name, "` is an active binding: to read it would run its function")
  if (is_user_place(place) && is_promise(name, place)) {
    fail("`", name, "` is a promise that has not been evaluated yet (delayedAssign, data()): use it once in a cell")
  }
  get(name, envir = place, inherits = FALSE)
}

# Conditions ---------------------------------------------------------------------------------------------------------

condition <- function(kind, message, ...) {
  structure(class = c(kind, "error", "condition"), list(message = message, call = NULL, ...))
}
fail <- function(...) stop(condition("ai_jup_failed", paste0(...)))
not_reading <- function(told) stop(condition("ai_jup_not_reading", told$text, told = told))
undefined <- function(told, near = character(), exists = NULL) {
  stop(condition("ai_jup_undefined", told$text, told = told, near = near, exists = exists))
}

# A sentence in its parts, with names in braces where the values go: the server says it in the language of the page.
marked <- function(text, ...) {
  values <- lapply(list(...), function(value) whole(as.character(value)))
  list(text = text, values = if (length(values)) values else structure(list(), names = character()))
}

similar <- function(name, known) {
  known <- utils::head(known, 5000L)
  if (!length(known)) return(character())
  far <- utils::adist(name, known, ignore.case = TRUE)[1L, ]
  near <- which(far <= pmax(1, 0.3 * pmax(nchar(name), nchar(known))))
  known[near[order(far[near])]][seq_len(min(3L, length(near)))]
}

# Expressions: names, members, items, operators. Nothing in them is called. -----------------------------------------

OPERATORS <- c(
  "+", "-", "*", "/", "^", "%%", "%/%", "==", "!=", "<", "<=", ">", ">=", "&", "|", "!", "&&", "||", "%in%", "("
)

value_of <- function(text) {
  if (exists(text, envir = globalenv(), inherits = FALSE)) return(member(text, globalenv()))
  parsed <- tryCatch(
    parse(text = text, keep.source = FALSE, encoding = "UTF-8"),
    error = function(error) not_reading(marked("it is not an R expression"))
  )
  if (length(parsed) != 1L) not_reading(marked("it is not one R expression"))
  evaluated(parsed[[1L]])
}

evaluated <- function(node) {
  if (is.name(node)) return(named(as.character(node)))
  if (!is.call(node)) return(node)
  head <- if (is.name(node[[1L]])) as.character(node[[1L]]) else ""
  if (head %in% c("$", "@")) return(of_owner(head, evaluated(node[[2L]]), node[[3L]]))
  if (head %in% c("[", "[[")) return(items(head, node))
  if (head %in% c("::", ":::")) return(exported(as.character(node[[2L]]), as.character(node[[3L]])))
  if (head == ":") return(range_of(evaluated(node[[2L]]), evaluated(node[[3L]])))
  if (head == "c" || head %in% OPERATORS) {
    parts <- lapply(as.list(node)[-1L], evaluated)
    return(do.call(get(head, envir = baseenv()), parts, quote = TRUE))
  }
  if (head %in% c("<-", "<<-", "=", "->", ":=")) {
    not_reading(marked("it assigns to a name, and reading a value must not change anything"))
  }
  if (head %in% c("function", "if", "for", "while", "repeat", "{", "~", "?")) {
    not_reading(marked("it does more than read a value"))
  }
  not_reading(
    marked("it calls a function, and reading a value must not run code; assign the result to a name in a cell")
  )
}

named <- function(name) {
  place <- globalenv()
  while (!identical(place, emptyenv())) {
    if (exists(name, envir = place, inherits = FALSE)) return(member(name, place))
    place <- parent.env(place)
  }
  undefined(marked("the name {name} is not defined", name = quoted(name)), similar(name, ls(globalenv(), sorted = FALSE)))
}

exported <- function(package, name) {
  if (!isNamespaceLoaded(package)) fail("the package ", package, " is not loaded")
  getExportedValue(package, name)
}

range_of <- function(first, last) {
  if (length(first) == 1L && length(last) == 1L && isTRUE(abs(last - first) > LARGEST)) {
    not_reading(marked("its result would be too large"))
  }
  first:last
}

of_owner <- function(how, owner, node) {
  if (!is.name(node) && !is.character(node)) not_reading(marked("it does more than read a value"))
  name <- as.character(node)
  if (how == "@") {
    if (!isS4(owner) || !(name %in% methods::slotNames(owner))) {
      no_slot <- marked("an object of type {type} has no slot {name}", type = kind_of(owner), name = quoted(name))
      undefined(no_slot, exists = contents(owner))
    }
    return(methods::slot(owner, name))
  }
  if (is.environment(owner)) {
    place <- as.environment(owner)
    if (exists(name, envir = place, inherits = FALSE)) return(member(name, place))
    missing_item(owner, name)
  }
  if (isS4(owner) || (is.object(owner) && !is.list(owner))) return(do.call("$", list(owner, name), quote = TRUE))
  if (!is.list(owner)) fail("`$` needs a list or a data frame, and this is of type ", kind_of(owner))
  at <- pmatch(name, names(owner))
  if (is.na(at)) missing_item(owner, name)
  .subset2(owner, at)
}

items <- function(how, node) {
  owner <- evaluated(node[[2L]])
  if (is.function(owner)) fail("a function has no items")
  arguments <- list(owner)
  given <- as.list(node)[-(1:2)]
  for (at in seq_along(given)) {
    is_empty <- identical(given[[at]], quote(expr = ))
    arguments[[at + 1L]] <- if (is_empty) quote(expr = ) else list(evaluated(given[[at]]))
    if (!is_empty) arguments[at + 1L] <- arguments[[at + 1L]]
  }
  names(arguments) <- c("", if (is.null(names(given))) rep("", length(given)) else names(given))
  key <- if (length(given) == 1L && !identical(given[[1L]], quote(expr = ))) arguments[[2L]]
  if (how == "[[" && is.environment(owner) && is.character(key)) return(of_owner("$", owner, key))
  if (how == "[[" && is.list(owner) && is.character(key) && length(key) == 1L && !(key %in% names(owner))) {
    missing_item(owner, key)
  }
  if (how == "[[" && is.numeric(key) && length(key) == 1L && !is.object(key) && !is.na(key) && key > length(owner)) {
    undefined(no_item(owner, key), exists = contents(owner))
  }
  do.call(how, arguments, quote = TRUE)
}

missing_item <- function(owner, name) {
  known <- if (is.environment(owner)) ls(owner, sorted = FALSE) else names(owner)
  undefined(no_item(owner, quoted(name)), similar(name, known), contents(owner))
}

no_item <- function(owner, item) {
  marked("an object of type {type} has no item {item}", type = kind_of(owner), item = item)
}

quoted <- function(name) paste0("'", name, "'")

contents <- function(owner) {
  known <- if (isS4(owner)) methods::slotNames(owner) else if (is.environment(owner)) ls(owner) else names(owner)
  if (is.null(known) || !length(known)) {
    if (!length(owner)) return(marked("It is empty."))
    if (length(owner) == 1L) return(marked("It has one item."))
    return(marked("It has {number} items.", number = grouped(length(owner))))
  }
  more <- if (length(known) > 8L) ", ..." else ""
  names <- paste0(paste0("'", cell(utils::head(known, 8L)), "'", collapse = ", "), more)
  if (isS4(owner)) return(marked("Its slots are {names}.", names = names))
  if (is.data.frame(owner)) return(marked("Its columns are {names}.", names = names))
  marked("Its names are {names}.", names = names)
}

# Values -------------------------------------------------------------------------------------------------------------

shown <- function(value) {
  if (is.data.frame(value)) return(frame_text(value))
  if (is.function(value)) return(function_text(value))
  if (isS4(value) && !is.environment(value)) return(s4_text(value))
  if (is.environment(value)) return(environment_text(value))
  if (is.factor(value)) return(factor_text(value))
  if (inherits(value, c("lm", "nls", "merMod", "coxph", "survreg", "gam"))) return(summary_text(value))
  # of a table R knows better, as long as it is not large
  if (is.array(value) && is.atomic(value) && (!is.object(value) || length(value) > 3000L)) return(array_text(value))
  if (is_plain_vector(value)) return(vector_text(value))
  if (is.language(value)) return(printed(value))
  if (is.object(value) && has_print(value)) return(printed(value))
  structure_text(value)
}

is_plain_vector <- function(value) {
  is.atomic(value) && !is.null(value) &&
    (!is.object(value) || inherits(value, c("Date", "POSIXct", "difftime", "integer64", "noquote", "hms")))
}

has_print <- function(value) {
  has <- function(generic, kind) !is.null(utils::getS3method(generic, kind, optional = TRUE, envir = globalenv()))
  any(vapply(class(value), function(kind) has("print", kind) || has("format", kind), TRUE))
}

structure_text <- function(value) {
  size <- length(value)
  if (is.list(value) && size > MEMBERS) { # str() looks at each
    shown <- unclass(value)[seq_len(MEMBERS)]
    return(paste0("list of ", grouped(size), ", of which the first ", MEMBERS, ":\n", structure_text(shown)))
  }
  printed(value, function(it) utils::str(
    it, max.level = 4L, list.len = MEMBERS, vec.len = 6L, nchar.max = 300L, give.attr = FALSE
  ))
}

summary_text <- function(value) printed(summary(value))

function_text <- function(value) {
  if (is.primitive(value)) return(printed(value))
  source <- attr(value, "srcref", exact = TRUE)
  if (!is.null(source)) return(paste(as.character(source), collapse = "\n"))
  home <- environmentName(environment(value))
  lines_of(
    sub("\\s*NULL$", "", paste(deparse(args(value)), collapse = "\n")),
    if (nzchar(home) && home != "R_GlobalEnv") paste0("of the package ", home),
    if (!nzchar(home) || home == "R_GlobalEnv") paste(deparse(value), collapse = "\n")
  )
}

# of the first elements, where there are more than are gone through
first_of <- function(value) if (length(value) > COUNTED) value[seq_len(COUNTED)] else value
of_first <- function(size) if (size > COUNTED) paste0(" (in the first ", grouped(COUNTED), " of ", grouped(size), ")") else ""

vector_text <- function(value) {
  size <- length(value)
  if (is.character(value) && size == 1L && is.null(attributes(value)) && isTRUE(nchar(value, "bytes") > 200L)) {
    text <- whole(value)
    return(paste0("string of ", grouped(nchar(text)), " characters:\n", shorten(text, LIMIT - 200L)))
  }
  if (size <= SHORT) {
    text <- printed(value)
    if (nchar(text) <= LIMIT) return(text)
  }
  part <- first_of(value)
  of <- of_first(size)
  lost <- sum(is.na(part))
  lines <- c(
    paste0(kind_of(value), " of length ", grouped(size)),
    paste0("missing", of, ": ", grouped(lost)),
    extremes(part, lost, of)
  )
  lines_of(lines, ends_text(value, LIMIT - sum(nchar(lines)) - 200L))
}

extremes <- function(part, lost, of) {
  if (lost == length(part) || is.character(part) || is.complex(part) || is.raw(part)) return("")
  if (is.logical(part)) return(paste0("TRUE", of, ": ", grouped(sum(part, na.rm = TRUE))))
  told <- c(range(part, na.rm = TRUE), mean(part, na.rm = TRUE))
  written <- if (is.object(part)) format(told) else vapply(told, function(one) format(one, digits = 6L), "")
  paste0("min, max, mean", of, ": ", paste(written, collapse = ", "))
}

# all elements, or as many from the two ends as there is room for
ends_text <- function(value, room) {
  size <- length(value)
  for (shown in c(2000L, 1000L, 500L, 200L, 100L, 30L, 10L, 2L)) {
    if (size <= shown) {
      text <- paste0("all values:\n", printed(value))
    } else {
      last <- max(1L, shown %/% 4L)
      text <- lines_of(
        paste0("first ", shown, " values:"), printed(value[seq_len(shown)]),
        paste0("last ", last, " values:"), printed(value[seq.int(size - last + 1, size)])
      )
    }
    if (nchar(text) <= room) return(text)
  }
  shorten(text, room)
}

factor_text <- function(value) {
  size <- length(value)
  known <- levels(value)
  counts <- tabulate(first_of(unclass(value)), length(known))
  told <- utils::head(paste0(substr(known, 1L, CELL), " (", grouped(counts), ")"), 50L)
  more <- if (length(known) > 50L) paste0(", ... ", grouped(length(known) - 50), " more") else ""
  lines <- c(
    paste0(if (is.ordered(value)) "ordered ", "factor of length ", grouped(size), ", ", many(length(known), "level")),
    paste0("levels, and how often", of_first(size), ": ", paste(told, collapse = if (is.ordered(value)) " < " else ", "), more),
    paste0("missing", of_first(size), ": ", grouped(sum(is.na(first_of(value)))))
  )
  plain <- function(it) if (length(it) > 2000L) as.character(it[seq_len(2000L)]) else as.character(it)
  lines_of(lines, if (size <= 2000L) ends_text(noquote(plain(value)), LIMIT - sum(nchar(lines)) - 200L)
    else paste0("first 100 values:\n", printed(noquote(as.character(value[seq_len(100L)])))))
}

array_text <- function(value) {
  size <- dim(value)
  of <- of_first(length(value))
  part <- if (length(value) > COUNTED) value[seq_len(COUNTED)] else as.vector(value)
  lost <- sum(is.na(part))
  lines <- c(
    paste0(typeof(value), " ", if (length(size) == 2L) "matrix" else "array", " of ", paste(grouped(size), collapse = " x ")),
    paste0("missing", of, ": ", grouped(lost)),
    if (!is.object(value)) extremes(part, lost, of)
  )
  room <- LIMIT - sum(nchar(lines)) - 200L
  for (edge in c(1000L, 300L, 100L, 50L, 20L, 10L, 5L, 2L, 1L)) {
    shown <- pmin(size, edge)
    if (prod(shown) > 5000) next
    is_all <- all(shown == size)
    corner <- do.call("[", c(list(value), lapply(shown, seq_len), drop = FALSE))
    title <- if (is_all) "all values:" else paste0("the first ", paste(shown, collapse = " x "), ":")
    text <- paste0(title, "\n", printed(corner))
    if (nchar(text) <= room) return(lines_of(lines, text))
  }
  lines_of(lines, shorten(text, room))
}

# Frames -------------------------------------------------------------------------------------------------------------

frame_text <- function(frame) {
  rows <- .row_names_info(frame, 2L)
  columns <- length(unclass(frame))
  looked <- seq_len(min(columns, COLUMNS))
  lines <- c(paste0(many(rows, "row"), ", ", many(columns, "column")), columns_text(frame, looked, rows, columns))
  if (!rows || !columns) return(lines_of(lines))
  lines_of(lines, rows_text(frame, looked, rows, LIMIT - sum(nchar(lines) + 1L) - 100L))
}

columns_text <- function(frame, looked, rows, columns) {
  if (!columns) return(character())
  told <- vapply(looked, function(at) {
    column <- .subset2(frame, at)
    part <- if (is.null(dim(column))) first_of(column) else column
    lost <- if (is.list(column)) 0 else sum(is.na(part))
    kinds <- paste(class(column), collapse = "/")
    if (is.factor(column)) kinds <- paste0(kinds, " of ", many(nlevels(column), "level"))
    paste0("  ", cell(names(frame)[[at]]), ": ", kinds, ", ", grouped(lost), " missing")
  }, "")
  listed <- told[cumsum(nchar(told) + 1L) <= LISTED]
  more <- columns - length(listed)
  c(
    paste0("columns, with type and missing values", of_first(rows), ":"), listed,
    if (more) paste0("  ... ", many(more, "more column"))
  )
}

cell <- function(text, width = CELL) {
  text <- encodeString(substr(whole(text), 1L, width + 1L))
  ifelse(nchar(text) > width, paste0(substr(text, 1L, width - 1L), "..."), text)
}

cells <- function(column, at) {
  if (!is.null(dim(column))) return(rep(paste0("<", kind_of(column), ">"), length(at)))
  if (is.list(column)) return(cell(vapply(at, function(one) brief(.subset2(column, one)), "")))
  part <- column[at]
  if (is.numeric(part) && !is.object(part)) {
    long <- !is.na(part) & abs(part) >= 1e5
    text <- vapply(part, format, "", digits = 10L)
    if (any(long)) text[long] <- vapply(part[long], format, "", digits = 15L)
    return(text)
  }
  text <- if (is.character(part)) part else if (is.factor(part)) as.character(part) else format(part)
  text <- cell(text)
  ifelse(is.na(part), if (is.character(part)) "<NA>" else "NA", text)
}

rows_text <- function(frame, looked, rows, room) {
  # by the first rows it is judged how many columns there is room for, so that at least ten rows are shown
  sample <- seq_len(min(rows, 5L))
  names <- cell(names(frame)[looked])
  made <- lapply(looked, function(at) cells(.subset2(frame, at), sample))
  widths <- mapply(function(name, column) max(nchar(c(name, column)), 1L), names, made) + 1L
  fitting <- max(1L, sum(cumsum(widths) <= max(200L, room %/% (min(rows, 10L) + 2L) - 8L)))
  of <- if (fitting < length(unclass(frame))) paste0(", of the first ", many(fitting, "column")) else ""
  most <- min(rows, max(1L, (2L * room) %/% sum(widths[seq_len(fitting)])))
  repeat { # later rows may be longer, or shorter
    told <- some_rows(frame, looked[seq_len(fitting)], names[seq_len(fitting)], rows, most, of)
    if (nchar(told) <= room || most == 1L) return(shorten(told, room))
    most <- max(1L, min(most - 1L, as.integer(0.95 * most * room / nchar(told))))
  }
}

some_rows <- function(frame, looked, names, rows, most, of) {
  last <- if (most < rows) most %/% 4L else 0L
  at <- c(seq_len(most - last), if (last) seq.int(rows - last + 1, rows))
  has_labels <- .row_names_info(frame) > 0L
  labels <- if (has_labels) cell(as.character(attr(frame, "row.names")[at])) else format(at, trim = TRUE, scientific = FALSE)
  table <- c(list(labels), lapply(looked, function(one) cells(.subset2(frame, one), at)))
  table <- mapply(function(name, column) {
    column <- c(name, column)
    paste0(strrep(" ", max(nchar(column)) - nchar(column)), column)
  }, c("", names), table, SIMPLIFY = FALSE)
  lines <- do.call(paste, unname(table))
  if (last) lines <- append(lines, paste0("... ", grouped(rows - most), " rows left out"), after = most - last + 1L)
  title <- if (rows == 1L) "the only row" else if (most == rows) paste0("all ", grouped(rows), " rows") else if (last) {
    paste0("first ", grouped(most - last), " and last ", grouped(last), " rows")
  } else paste("first", if (most == 1L) "row" else paste(most, "rows"))
  lines_of(paste0(title, of, ":"), lines)
}

# Objects ------------------------------------------------------------------------------------------------------------

s4_text <- function(value) {
  kind <- class(value)[[1L]]
  slots <- utils::head(methods::slotNames(value), MEMBERS)
  told <- vapply(slots, function(name) paste0("  ", name, ": ", brief(attr_slot(value, name))), "")
  method <- methods::selectMethod("show", kind, optional = TRUE)
  own <- !is.null(method) && !identical(as.character(method@defined[[1L]]), "ANY")
  lines <- c(paste0("object of the S4 class ", kind), if (length(told)) "slots:", told)
  if (!own) return(lines_of(lines))
  facts <- shorten(lines_of(lines), LIMIT %/% 3L)
  lines_of(facts, "shown as:", shorten(printed(value, methods::show), LIMIT - nchar(facts) - 100L))
}

attr_slot <- function(value, name) if (name == ".Data") methods::slot(value, name) else attr(value, name, exact = TRUE)

environment_text <- function(value) {
  place <- as.environment(value) # objects of reference classes have one
  kinds <- setdiff(class(value), c(".environment", "refClass", "environment", "refObjectGenerator"))
  names <- ls(place, sorted = TRUE)
  names <- names[!grepl("^\\.__|^getClass$|^initFields$|^copy$|^callSuper$|^export$|^field$|^import$|^show#", names)]
  told <- vapply(utils::head(names, MEMBERS), function(name) paste0("  ", name, ": ", member_text(name, place)), "")
  more <- length(names) - length(told)
  title <- if (length(kinds)) paste0("object of class ", paste(kinds, collapse = ", ")) else {
    paste0("environment", if (nzchar(environmentName(place))) paste0(" ", environmentName(place)))
  }
  lines_of(paste0(title, " with ", many(length(names), "member"), if (length(told)) ":"), told,
    if (more > 0) paste0("  ... ", many(more, "more member")))
}

# what a member is, without anything being run for it
member_text <- function(name, place) {
  if (is_active(name, place)) return("an active binding, not read")
  if (is_user_place(place) && is_promise(name, place)) return("a promise, not evaluated")
  value <- get(name, envir = place, inherits = FALSE)
  if (is.environment(value)) return(paste0("<", paste(class(value), collapse = "/"), ">"))
  if (is.function(value)) return(sub(" *NULL$", "", paste(deparse(args(value)), collapse = " ")))
  brief(value)
}

# Pictures -----------------------------------------------------------------------------------------------------------

pictures_of <- function(value) {
  draw <- if (inherits(value, c("ggplot", "trellis"))) print else if (inherits(value, "recordedplot")) {
    grDevices::replayPlot
  } else if (inherits(value, c("gtable", "grob")) && isNamespaceLoaded("grid")) getExportedValue("grid", "grid.draw")
  if (is.null(draw)) return(NULL)
  before <- grDevices::dev.cur()
  file <- tempfile(fileext = ".png")
  grDevices::png(file, width = 1000, height = 700, res = 120, type = if (capabilities("cairo")) "cairo" else "Xlib")
  own <- grDevices::dev.cur()
  tryCatch(draw(value), finally = {
    grDevices::dev.off(own)
    if (before > 1L) grDevices::dev.set(before)
  })
  on.exit(unlink(file))
  data <- readBin(file, "raw", file.size(file))
  list(list(type = "image/png", data = gsub("\\s", "", jsonlite::base64_enc(data))))
}

picture_text <- function(value) {
  if (!inherits(value, "ggplot")) return("")
  of <- function(mapping) paste(names(mapping), vapply(mapping, function(one) {
    paste(deparse(if (inherits(one, "formula")) one[[length(one)]] else one), collapse = "")
  }, ""), sep = " = ", collapse = ", ")
  lines_of(
    if (length(value$mapping)) paste0("mapping: ", of(value$mapping)),
    if (is.data.frame(value$data)) paste0("data: ", many(nrow(value$data), "row"), " of ",
      paste(utils::head(names(value$data), 30L), collapse = ", "))
  )
}

# Requests -----------------------------------------------------------------------------------------------------------

read <- function(asked) {
  kind <- NULL
  made <- in_time({
    value <- value_of(asked$expression)
    kind <- kind_of(value)
    pictures <- tryCatch(pictures_of(value), error = function(error) NULL)
    text <- if (is.null(pictures)) shown(value) else picture_text(value)
    list(status = "ok", text = shorten(text), pictures = if (is.null(pictures)) list() else pictures)
  })
  if (!is.null(kind)) made$type <- whole(substr(kind, 1L, 100L))
  made
}

# What the work gives; whatever goes wrong with it is told. Interrupts wait but for the work itself: neither an
# interrupt nor the limit strikes where the limit is taken back, which would end the kernel.
in_time <- function(work) {
  begun <- proc.time()[[3L]]
  too_long <- paste0("it took more than ", SECONDS, " s")
  late <- function() proc.time()[[3L]] - begun >= SECONDS
  suspendInterrupts({
    setTimeLimit(elapsed = SECONDS, transient = TRUE)
    made <- tryCatch(
      allowInterrupts(work),
      ai_jup_undefined = function(it) {
        list(status = "undefined", message = it$told, near = as.list(whole(it$near)), exists = it$exists)
      },
      ai_jup_not_reading = function(it) list(status = "unsuitable", message = it$told),
      error = function(it) {
        list(status = "failed", message = shorten(if (late()) too_long else whole(conditionMessage(it)), 500L))
      },
      interrupt = function(it) list(status = "failed", message = if (late()) too_long else "it was interrupted")
    )
    setTimeLimit()
  })
  made
}

names_of <- function(asked) {
  place <- globalenv()
  known <- utils::head(ls(place, sorted = FALSE), asked$limit)
  list(names = lapply(known, function(name) {
    if (is_active(name, place)) return(list(name = whole(name), type = "active binding", callable = FALSE, preview = ""))
    if (is_promise(name, place)) return(list(name = whole(name), type = "promise", callable = FALSE, preview = ""))
    value <- get(name, envir = place, inherits = FALSE)
    list(name = whole(name), type = whole(substr(kind_of(value), 1L, 100L)), callable = is.function(value), preview = preview(value))
  }))
}

# runs nothing of the user's: their classes are not asked
preview <- function(value) {
  if (is.data.frame(value)) return(paste(.row_names_info(value, 2L), "\u00d7", length(unclass(value))))
  if (is.object(value) || is.function(value) || is.environment(value) || is.language(value)) return("")
  if (is.array(value)) return(paste(dim(value), collapse = " \u00d7 "))
  if (length(value) == 1L && is.character(value) && !is.na(value)) return(encodeString(substr(whole(value), 1L, 60L), quote = "\""))
  if (length(value) == 1L && is.atomic(value)) return(format(value))
  many(length(value), "item")
}

# Nothing of the session is another afterwards: not the random numbers, the options, the warnings, the graphics device.
answered <- function(asked) {
  seed <- get0(".Random.seed", envir = globalenv(), inherits = FALSE)
  old <- options(
    max.print = 3000L, width = 120L, digits = 7L, scipen = 0L, cli.num_colors = 1L, crayon.enabled = FALSE,
    warn = 0L, pillar.width = 120L, OutDec = "."
  )
  on.exit({
    options(old)
    if (!is.null(seed)) {
      assign(".Random.seed", seed, envir = globalenv())
    } else if (exists(".Random.seed", envir = globalenv(), inherits = FALSE)) {
      rm(".Random.seed", envir = globalenv())
    }
  })
  suppressMessages(suppressWarnings(switch(asked$do,
    hello = list(r = paste(R.version$major, R.version$minor, sep = ".")), read = read(asked), names = names_of(asked)
  )))
}

# The reply's payload reaches the asker alone; what is displayed would reach every client of the kernel.
reply <- function(content) {
  text <- as.character(jsonlite::toJSON(content, auto_unbox = TRUE, null = "null", na = "null"))
  for (frame in sys.frames()) {
    place <- parent.env(frame)
    if (exists("current_request", envir = place, inherits = FALSE) && exists(".self", envir = place, inherits = FALSE)) {
      executor <- get(".self", envir = place, inherits = FALSE)
      return(invisible(executor$page(list(data = list("application/vnd.ai-jup.answer" = text)))))
    }
  }
}

reply(answered(asked))
