// The operator API. The key lives in this tab's session storage and travels in one header; it is never part of an address.

const keyName = "stitchex-operator-key";
export const operations = new URL("operations/", location.origin + location.pathname.replace(/\/+$/, ""));

// The app's clock, as it last responded: the browser's may differ.
export const app = { time: Date.now() };

export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: (value) => sessionStorage.setItem(keyName, value),
  clear: () => sessionStorage.removeItem(keyName),
};

/** What came from the API, or from something on the way to it, in place of what was requested. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

// The app responds within ten seconds, or says that it cannot. A test of a destination may take longer.
const patience = { GET: 20000, POST: 90000, DELETE: 20000 };

/** Sends a request, and reads its response whole. */
async function send(path, { method = "GET", body, signal, withKey = key.get(), read = readIfAny } = {}) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience[method]);
  try {
    const response = await fetch(new URL(path, operations), {
      method,
      signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { "x-functions-key": withKey, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    app.time = Date.parse(response.headers.get("date")) || app.time;
    if (!response.ok) {
      throw await problemOf(response);
    }

    return await read(response);
  } catch (error) {
    if (late.signal.aborted) {
      throw new Problem(0, "The app does not respond", `There was no response within ${patience[method] / 1000} s.`);
    }

    if (error instanceof Problem || error instanceof SyntaxError || error.name === "AbortError") {
      throw error;
    }

    throw new Problem(0, "The app cannot be reached", "There was no response. Look at your connection, and whether the function app runs.");
  } finally {
    clearTimeout(timer);
  }
}

async function problemOf(response) {
  if (response.status === 401 || response.status === 403) {
    return new Problem(response.status, "The key was rejected", "It does not open the operator API. It may have been renewed, or it is the key of a single function.");
  }

  try {
    const body = await response.json();
    return new Problem(response.status, body.title ?? "The app responded with an error", body.detail ?? `Status ${response.status}.`);
  } catch {
    return new Problem(response.status, "The app responded with an error", `Status ${response.status}, and nothing that says why. Look at the app's log.`);
  }
}

export const api = {
  get: (path, signal) => send(path, { signal }),
  blob: (path, signal) => send(path, { signal, read: (response) => response.blob() }),
  post: (path, body) => send(path, { method: "POST", body }),
  remove: (path) => send(path, { method: "DELETE" }),
  check: (withKey) => send("status", { withKey }),
  webhook: (body) => send("../webhooks/stitchex", { method: "POST", body }),
  event: (id) => `events/${encodeURIComponent(id)}`,
  record: (resource, recordKey) => `records/${encodeURIComponent(resource)}/${encodeURIComponent(recordKey)}`,
  quarantine: (itemKey) => `quarantine/${encodeURIComponent(itemKey)}`,
  destination: (name) => `destinations/${encodeURIComponent(name)}`,
  job: (id) => `jobs/${encodeURIComponent(id)}`,
};

async function readIfAny(response) {
  return response.status === 204 ? null : response.json();
}
