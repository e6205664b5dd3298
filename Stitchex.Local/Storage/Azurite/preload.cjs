'use strict';

// Loaded into Azurite's process with `node --require`. It does three things that Azurite cannot: it moves the clock that Azurite goes by,
// which decides when a queue message becomes visible; it ends the process with the one that started it, and not before; and it stays quick
// with many rows, blobs and messages.
//
// The parent writes lines to stdin: `advance <account> <milliseconds>`, where the account `*` stands for all. Each is answered on
// stdout with `clock <account> <offset in milliseconds>`. When stdin closes, the parent wants an end or is gone, even by SIGKILL.

const { AsyncLocalStorage } = require('node:async_hooks');
const { subscribe } = require('node:diagnostics_channel');
const { createInterface } = require('node:readline');

const RealDate = Date;
const offsets = new Map();
const currentAccount = new AsyncLocalStorage();

const offsetOf = account => offsets.get(account) ?? 0;
const now = () => RealDate.now() + offsetOf('*') + offsetOf(currentAccount.getStore());

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

// Node writes the `Date` header of an answer from its own copy of the clock, so each answer gets the moved one before Azurite sees it.
// The account is the first segment of the path.
subscribe('http.server.request.start', ({ request, response }) => {
  currentAccount.enterWith(request.url.split('/', 2)[1]);
  response.setHeader('Date', new Date().toUTCString());
});

// A terminal sends Ctrl-C to this process as well as to its parent, which needs storage for what it still lets end. Azurite would close at once.
const { once } = process;

process.once = function (name, listener) {
  return name === 'SIGINT' ? process.on(name, () => {}) : once.call(process, name, listener);
};

const lines = createInterface({ input: process.stdin });

lines.on('line', line => {
  const [, account, milliseconds] = line.split(' ');
  offsets.set(account, offsetOf(account) + Number(milliseconds));
  process.stdout.write(`clock ${account} ${offsetOf(account)}\n`);
});

lines.on('close', () => {
  // Azurite saves its data when it is told to end; before it listens for that there is nothing to save.
  if (!process.emit('SIGTERM')) {
    process.exit();
  }

  setTimeout(() => process.exit(), 5000).unref();
});

// Every ten minutes Azurite clears away the content of what was deleted or replaced. It rebuilds an index of all content for each piece, and
// answers nobody meanwhile: with 50,000 pieces for many minutes. Removed as a document, a piece leaves the index as it should.
const { default: ContentIndex } = require('azurite/dist/src/common/persistence/LokiExtentMetadataStore');

ContentIndex.prototype.deleteExtent = async function (id) {
  const pieces = this.db.getCollection(this.EXTENTS_COLLECTION);
  for (const piece of pieces.find({ id })) {
    pieces.remove(piece);
  }
};

// A lookup by several keys goes through all documents that share the first one: all rows of a partition, all blobs of an account. With the
// key that fewest documents share before the others, it finds the same in no time.
const { Collection } = require('lokijs');
const { findOne } = Collection.prototype;

Collection.prototype.findOne = function (query) {
  const sharedBy = key => {
    if (typeof query[key] !== 'string' || !this.binaryIndices[key]) {
      return Infinity;
    }

    const [first, last] = this.calculateRange('$eq', key, query[key]);
    return last - first;
  };
  const keys = Object.keys(query ?? {}).map(key => [key, sharedBy(key)]).sort(([, a], [, b]) => (a === b ? 0 : a - b));
  return findOne.call(this, Object.fromEntries(keys.map(([key]) => [key, query[key]])));
};

// Each request for messages looks at all of them for some that have expired, and to remove none it would rebuild the indexes of all. Once a
// second is enough.
const { removeBatch } = Collection.prototype;

Collection.prototype.removeBatch = function (batch) {
  if (batch.length > 0) {
    removeBatch.call(this, batch);
  }
};

const { default: Messages } = require('azurite/dist/src/queue/persistence/LokiQueueMetadataStore');
const { clearExpiredMessages } = Messages.prototype;
const clearedAt = new Map();

Messages.prototype.clearExpiredMessages = async function (account, queue, context) {
  const name = `${account}/${queue}`;
  if (Date.now() - clearedAt.get(name) < 1000) {
    return;
  }

  clearedAt.set(name, Date.now());
  await clearExpiredMessages.call(this, account, queue, context);
};
