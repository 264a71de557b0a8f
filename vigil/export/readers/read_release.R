# Reads this release into a list of data frames, one a table:
#   source("read.R"); release <- read_release("path/to/release"); table(release$incidents$kind)
# Base R. With the package arrow, as_parquet = TRUE reads the Parquet files instead.

read_release <- function(folder = ".", as_parquet = FALSE) {
  plain <- function(path) {
    read.csv(path, colClasses = "character", na.strings = character(0), encoding = "UTF-8",
             check.names = FALSE, comment.char = "", strip.white = FALSE)
  }
  # an apostrophe stands before a text that a spreadsheet would run as a formula
  bare <- function(text) {
    formula <- grepl("^'+([-=+@\t\r\n]|\uFF1D|\uFF0B|\uFF0D|\uFF20)", text, perl = TRUE)
    text[formula] <- substring(text[formula], 2)
    text
  }
  as_type <- function(cells, type) {
    cells[cells == ""] <- NA
    switch(type,
      integer = as.numeric(cells), # whole, and wider than R's integers
      number = as.numeric(cells),
      boolean = cells == "true",
      date = as.Date(cells),
      bare(cells))
  }
  columns <- plain(file.path(folder, "columns.csv"))
  names <- unique(columns$table)
  read_one <- function(name) {
    if (as_parquet && requireNamespace("arrow", quietly = TRUE)) {
      return(as.data.frame(arrow::read_parquet(file.path(folder, "data", paste0(name, ".parquet")))))
    }
    found <- plain(file.path(folder, "data", paste0(name, ".csv")))
    types <- columns$type[columns$table == name]
    found[] <- Map(as_type, found, types)
    found
  }
  setNames(lapply(names, read_one), names)
}

if (!interactive() && sys.nframe() == 0) {
  release <- read_release()
  for (name in names(release)) cat(sprintf("%8d  %s\n", nrow(release[[name]]), name))
  counted <- table(release$incidents$kind)
  cat("incidents by kind:", paste(names(counted), counted, collapse = ", "), "\n")
}
