// What a module uses it declares or imports: in the page they share one scope, so a browser would not notice.
const browser = [
  "AbortController", "AbortSignal", "Blob", "CSS", "FormData", "Intl", "Node", "URL", "URLSearchParams", "addEventListener", "clearTimeout",
  "console", "document", "fetch", "getSelection", "location", "matchMedia", "navigator", "requestAnimationFrame", "scrollTo", "sessionStorage",
  "setInterval", "setTimeout",
];

export default [
  {
    languageOptions: { globals: Object.fromEntries([...browser, "runbook"].map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { "no-undef": "error", "no-unused-vars": "error", "no-import-assign": "error" },
  },
];
