// Where the page begins: which address shows which of its pages.

import { backfillPage } from "./backfillPage.js";
import { bulkPage } from "./bulkPage.js";
import { destinationsPage } from "./destinationsPage.js";
import { eventPage } from "./eventPage.js";
import { eventsPage, recordPage } from "./eventsPage.js";
import { jobPage, jobsPage } from "./jobPages.js";
import { overviewPage } from "./overviewPage.js";
import { quarantinePage, quarantinedItemPage } from "./quarantinePages.js";
import { reconcilePage } from "./reconcilePage.js";
import { start } from "./router.js";
import { scriptPage } from "./scriptPage.js";
import { searchPage } from "./searchPage.js";

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
  [/^reconcile$/, reconcilePage],
  [/^jobs$/, jobsPage],
  [/^jobs\/([^/]+)$/, jobPage],
]);
