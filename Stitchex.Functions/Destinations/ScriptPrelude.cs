namespace Stitchex.Functions.Destinations;

/// <summary>What runs in an engine before a script does.</summary>
internal static class ScriptPrelude
{
    /// <summary>
    /// The module. It leaves a script nothing that reads a clock, waits, allocates past the limits in one step, or computes for minutes in one; has
    /// numbers that JavaScript cannot hold go out as they came; and calls the script.
    /// </summary>
    public const string Code = """
        const { parse, stringify, rawJSON } = JSON;
        const { construct } = Reflect;
        const Guard = Proxy;
        const RealDate = Date;

        const kept = new Set([
          "Array", "Boolean", "Date", "Error", "EvalError", "Infinity", "Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object",
          "RangeError", "ReferenceError", "RegExp", "Set", "String", "Symbol", "SyntaxError", "TypeError", "URIError", "WeakMap", "WeakSet",
          "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "globalThis", "isFinite", "isNaN", "parseFloat", "parseInt", "undefined",
        ]);
        for (const name of Object.getOwnPropertyNames(globalThis)) {
          if (!kept.has(name)) delete globalThis[name];
        }

        const noClock = () => {
          throw new Error("a script has no clock, for a retry has to send the same. Use version, or a date of the record.");
        };
        globalThis.Date = function Date(...parts) {
          if (!new.target || parts.length === 0) noClock();
          return construct(RealDate, parts, new.target);
        };
        Object.assign(Date, { UTC: RealDate.UTC, parse: RealDate.parse, now: noClock, prototype: RealDate.prototype });
        Date.prototype.constructor = Date;
        Math.random = () => { throw new Error("a script has no random numbers, for a retry has to send the same."); };

        for (const name of ["repeat", "padStart", "padEnd"]) {
          const original = String.prototype[name];
          String.prototype[name] = function (count, fill) {
            if (count * (name === "repeat" ? this.length : 1) > 2 ** 24) throw new RangeError(`${name} makes a text that is too long`);
            return original.call(this, count, fill);
          };
        }

        // Nothing that looks into one, or computes with it, goes on without its digits.
        const long = new WeakSet();
        const digits = text => {
          const refuse = () => {
            throw new TypeError(`${text} has more digits than a JavaScript number. Pass it on as it is, or take String() of it.`);
          };
          const made = new Guard({ toString: () => text, toJSON: () => rawJSON(text), valueOf: refuse }, { ownKeys: refuse });
          long.add(made);
          return made;
        };

        const holds = (value, source) => source.length > 15
          ? source.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") === String(value)
          : value === 0 ? !/[1-9]/.test(source) : Number.isFinite(value) && Math.abs(value) > 1e-300;

        // What a name stands for that an object has twice is the last, which need not be the number that was found.
        const keepDigits = (data, longNumbers) => {
          for (const [path, text] of parse(longNumbers)) {
            const name = path.pop();
            const owner = path.reduce((value, key) => value?.[key], data);
            const number = Number(text);
            if (long.has(owner?.[name]) || Object.is(owner?.[name], number)) {
              const value = holds(number, text) ? number : digits(text);
              Object.defineProperty(owner, name, { value, writable: true, enumerable: true, configurable: true });
            }
          }
        };

        // Statements are counted, expressions are not: without them, what refers to itself over and over is written until the time is up.
        const sendable = (key, value) => {
          if (typeof value === "number" && !Number.isFinite(value)) {
            throw new TypeError(`what it returned has ${value} at '${key}', which JSON has not.`);
          }

          return value;
        };

        export const run = (shape, type, resource, id, version, text, longNumbers) => {
          const data = text === null ? null : parse(text);
          if (longNumbers !== null) keepDigits(data, longNumbers);
          const shaped = shape({ type, resource, id, version, data });
          if (shaped === null) return null;
          if (shaped === undefined) throw new TypeError("it returned undefined. Return what is sent, or null to skip.");
          if (typeof shaped.then === "function") throw new TypeError("it returned a promise. A script waits for nothing.");
          const written = stringify(shaped, sendable);
          if (written === undefined) throw new TypeError(`it returned a ${typeof shaped}. Return what is sent, or null to skip.`);
          return written;
        };
        """;
}
