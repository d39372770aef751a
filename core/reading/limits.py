"""What a file may be at most, each limit with its reason. Sizes in bytes.

The largest thing an office of this country has to send is the list of all its products: 226,000 rows of
23 columns, a workbook of 25-35 MB that unpacks to 320 MB of XML. The limits leave room for that,
but not for a file made to exhaust the machine.
"""

MEGABYTE = 1024 * 1024

LARGEST_FILE = 60 * MEGABYTE
LARGEST_TEXT_FILE = 160 * MEGABYTE  # the same list as CSV is 110 MB: nothing is packed
# Read in batches and never kept: 36 months of the nation's sales are 4.4 million lines of 100 bytes.
LARGEST_TEXT_IN_BATCHES = 2048 * MEGABYTE
LARGEST_UNPACKED = 640 * MEGABYTE  # all parts of a workbook together
LARGEST_SHEETS = (
    240 * MEGABYTE
)  # the sheets of an .ods, which are parsed: 4 µs a cell, 110 bytes each
MOST_PARTS = 5_000  # a part a picture; the rest is a few dozen

# A sheet of equal rows packs 1:60 at most; a bomb 1:1,000. Small parts may be anything.
MOST_PACKED = 200
PACKED_FROM = 4 * MEGABYTE

MOST_LINES = 1_048_576  # of a text file, as many as Excel shows
MOST_LINES_IN_BATCHES = 20_000_000
MOST_ROWS = 300_000  # that hold anything; the empty ones between are not counted
MOST_COLUMNS = 300
MOST_SHEETS = 60  # 31 days, 52 weeks; each is opened to look for the head
MOST_UNFOLDED = 8_000_000  # cells of an .ods from its first to its last that holds anything
MOST_MERGED = 20_000  # merged places in one sheet
MOST_COVERED = 400_000  # cells they cover; more is the mark of a file made to keep us busy

HEAD_WITHIN = 30  # title rows above a head are a few; rows that hold anything are counted

# Of the process that opens the workbook: measured 0.48 GB for the nation's products.
MOST_MEMORY = 2048 * MEGABYTE
MOST_SECONDS = 120
