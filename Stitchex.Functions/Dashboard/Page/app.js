// Where the page begins: which address shows which of its pages.

start([
  [/^$/, overviewPage],
  [/^events$/, eventsPage],
  [/^events\/([^/]+)$/, eventPage],
  [/^records\/([^/]+)\/([^/]+)$/, recordPage],
  [/^search$/, searchPage],
  [/^quarantine$/, quarantinePage],
  [/^quarantine\/([^/]+)$/, quarantinedItemPage],
  [/^bulk$/, bulkPage],
  [/^destinations$/, destinationsPage],
  [/^destinations\/([^/]+)\/script$/, scriptPage],
  [/^backfill$/, backfillPage],
  [/^jobs$/, jobsPage],
  [/^jobs\/([^/]+)$/, jobPage],
]);
