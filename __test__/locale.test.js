'use strict';

// What is said in a language is said as V8 says it, for a guest as for the host.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');

const answerOf = (vm, code) => {
  // A RangeError is the service's own.
  const caught = `try { ${code} } catch (error) {
    error instanceof RangeError ? error.name + ': ' + error.message : error.name
  }`;
  return vm.runInNewContext(caught);
};

describe('as node:vm', () => {
  test.each([
    '(1234567.891).toLocaleString()',
    '(1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" })',
    '(0.256).toLocaleString("de-DE", { style: "percent", minimumFractionDigits: 1 })',
    '(5).toLocaleString(undefined, { minimumFractionDigits: 2 }) + (5).toLocaleString([])',
    '(12345).toLocaleString("en", { useGrouping: false }) + (12345).toLocaleString("en", { notation: "compact" })',
    '(123456789n).toLocaleString("en-IN") + [1234.5].toLocaleString("de-DE")',
    'Number.prototype.toLocaleString.call("x")',
    'BigInt.prototype.toLocaleString.call(1)',
    'Number.prototype.toLocaleString.length + Number.prototype.toLocaleString.name',
    'const date = new Date(0); [date.toLocaleString(), date.toLocaleDateString(), date.toLocaleTimeString()].join()',
    'new Date(0).toLocaleString("de-DE", { timeZone: "UTC" }) + new Date(NaN).toLocaleString()',
    'new Date(0).toLocaleDateString("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric" })',
    'new Date(0).toLocaleDateString("en-US", { timeStyle: "short" })',
    'Date.prototype.toLocaleString.call({})',
    'Date.prototype.toLocaleDateString.length + Date.prototype.toLocaleTimeString.name',
    'Object.prototype.toString.call(Intl) + typeof Intl + Object.keys(globalThis).includes("Intl")',
    'const own = Object.getOwnPropertyDescriptor(globalThis, "Intl"); Intl; JSON.stringify(own.enumerable)',
    'Intl = 5; String(Intl)',
    'delete globalThis.Intl; typeof Intl',
    ...['NumberFormat', 'DateTimeFormat', 'RelativeTimeFormat', 'DisplayNames'].flatMap((name) => [
      `Reflect.ownKeys(Intl.${name}).map(String).sort().join()`,
      `Reflect.ownKeys(Intl.${name}.prototype).map(String).sort().join()`,
      `Intl.${name}.name + Intl.${name}.length + Object.prototype.toString.call(Intl.${name}.prototype)`,
      `Intl.${name}() instanceof Intl.${name}`,
      `Intl.${name}.prototype.resolvedOptions.call({})`.replace('.call({})', '.length'),
      `new Intl.${name}("en", null)`,
      `new Intl.${name}("no locale", { type: "region" })`,
      `Intl.${name}.supportedLocalesOf(["en", "de", "tlh"]).join()`,
    ]),
    'class Money extends Intl.NumberFormat { say(value) { return this.format(value) + "!" } }; new Money("de").say(1234.5)',
    'new Intl.NumberFormat("en", { style: "currency", currency: "EUR" }).formatToParts(-12.5).map((part) => part.type + part.value).join()',
    'new Intl.NumberFormat("en", { style: "currency" })',
    'new Intl.NumberFormat("en", { minimumFractionDigits: NaN })',
    'new Intl.NumberFormat("en", { minimumFractionDigits: "3" }).format(1)',
    'new Intl.NumberFormat("en", { style: "unit", unit: "kilometer-per-hour" }).format(50)',
    'new Intl.NumberFormat("en", { get style() { throw new Error("mine") } })',
    'const { format } = new Intl.NumberFormat("en"); [10n ** 30n, -0, NaN, Infinity, "1234567890123456789012", null].map((value) => format(value)).join()',
    'const formatter = new Intl.NumberFormat("en"); String(formatter.format === formatter.format) + formatter.format.name + formatter.format.length',
    'Intl.NumberFormat.prototype.format',
    'new Intl.NumberFormat(new Intl.Locale("de")).format(1.5)',
    'JSON.stringify(new Intl.NumberFormat("en").resolvedOptions())',
    'JSON.stringify(Intl.DateTimeFormat("en").resolvedOptions())',
    'new Intl.DateTimeFormat("en").format(NaN)',
    'new Intl.DateTimeFormat("en", { timeZone: "Nowhere/Land" })',
    'new Intl.DateTimeFormat("en", { timeZone: "Asia/Tokyo", dateStyle: "full", timeStyle: "long" }).format(new Date(0))',
    'new Intl.DateTimeFormat("en", { timeZone: "UTC" }).formatRange(0, 1e10) + new Intl.DateTimeFormat("en").formatToParts(0).length',
    'new Intl.DateTimeFormat("en").formatRange(0)',
    'new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day")',
    'new Intl.RelativeTimeFormat("en").formatToParts(3, "hour").length + new Intl.RelativeTimeFormat("en").format(1, "age")',
    'new Intl.DisplayNames("en", { type: "region" }).of("DE")',
    'new Intl.DisplayNames("en")',
    'Intl.supportedValuesOf("currency").length + Intl.supportedValuesOf("nothing")',
    '["b", "a", "ä"].sort(new Intl.Collator("de").compare).join() + new Intl.PluralRules("en").select(1)',
    'new Intl.ListFormat("en").format(["a", "b", "c"])',
    'function format(n) { return new Intl.NumberFormat("en").format(n) } [format(1), format(2), format(3)].join()',
    'const found = []; for (let i = 0; i < 3; i += 1) found.push(typeof Intl.Collator, typeof globalThis.Intl); found.join()',
    ...['Collator', 'PluralRules', 'ListFormat', 'Segmenter', 'Locale', 'DurationFormat'].flatMap(
      (name) => [
        `Reflect.ownKeys(Intl.${name}).map(String).sort().join()`,
        `Reflect.ownKeys(Intl.${name}.prototype).map(String).sort().join()`,
        `Intl.${name}.name + Intl.${name}.length + Object.prototype.toString.call(Intl.${name}.prototype)`,
        `new Intl.${name}("no locale")`,
        `Intl.${name}("en") instanceof Intl.${name}`,
      ],
    ),
    'Reflect.ownKeys(Intl).map(String).sort().join()',
    '"a".localeCompare("b") + "ä".localeCompare("z", "de") + "ä".localeCompare("z", "sv") + "a".localeCompare("A", undefined, { sensitivity: "base" })',
    '["Z", "a", "z", "ä", "_", "10", "9", "-1"].sort((a, b) => a.localeCompare(b)).join()',
    'String.prototype.localeCompare.call(null, "a")',
    'String.prototype.localeCompare.length + String.prototype.localeCompare.name + String.prototype.toLocaleUpperCase.length',
    '"i".toLocaleUpperCase("tr") + "I".toLocaleLowerCase(["tr"]) + "ß".toLocaleUpperCase() + "İ".toLocaleLowerCase()',
    '"x".toLocaleUpperCase("no locale")',
    '["a10", "a2"].sort(new Intl.Collator(undefined, { numeric: true }).compare).join()',
    'JSON.stringify(new Intl.Collator("de", { numeric: true }).resolvedOptions()) + Intl.Collator().compare.length',
    'new Intl.PluralRules("en", { type: "ordinal" }).select(2) + new Intl.PluralRules("en").selectRange(1, 2)',
    'new Intl.ListFormat("en", { type: "disjunction" }).format(new Set(["a", "b", "c"])) + new Intl.ListFormat("en").formatToParts(["a"]).length',
    'new Intl.ListFormat("en").format(["a", 1])',
    'Array.from(new Intl.Segmenter("en").segment("👨‍👩‍👧héllo"), ({ segment, index }) => segment + index).join()',
    'const words = new Intl.Segmenter("en", { granularity: "word" }).segment("Hello big, big world"); [words.containing(7), words.containing(99), [...words].filter((it) => it.isWordLike).length].map((it) => JSON.stringify(it)).join()',
    '[...new Intl.Segmenter("en", { granularity: "sentence" }).segment("It is so. ".repeat(1000))].map((it) => it.segment).join("|")',
    'const each = new Intl.Segmenter("en").segment("a")[Symbol.iterator](); Object.prototype.toString.call(each) + JSON.stringify([each.next(), each.next(), each.next()])',
    'const locale = new Intl.Locale("en-Latn-US", { calendar: "gregory" }); [locale, locale.baseName, locale.calendar, locale.language, locale.numeric, locale.maximize(), new Intl.Locale("zh").maximize(), new Intl.Locale(locale, { region: "GB" })].join()',
    'new Intl.Locale()',
    'Intl.getCanonicalLocales(["EN-us", "de"]).join() + Intl.getCanonicalLocales().length',
    'new Uint16Array([1000, 2]).toLocaleString("de") + new Float64Array([1234.5]).toLocaleString("de") + new Uint8Array().toLocaleString()',
    'typeof Intl.DurationFormat === "function" ? new Intl.DurationFormat("en", { style: "long" }).format({ hours: 1, minutes: 30 }) : "none"',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

describe('where it is misused', () => {
  test.each([
    'new Intl.DateTimeFormat("en", { timeZone: "Nope" })',
    'new Intl.NumberFormat("en", { style: "currency" })',
    'new Date(0).toLocaleDateString("en", { timeZone: "Nope" })',
    '(5).toLocaleString("not a locale")',
    '[1, 2].toLocaleString("not a locale")',
    '"a".localeCompare("b", "not a locale")',
    '"a".toLocaleUpperCase("not a locale")',
    'Intl.getCanonicalLocales("not a locale")',
    'new Intl.DateTimeFormat().format(NaN)',
    'new Intl.PluralRules("en").select(1n)',
    'new Intl.Segmenter("en", { granularity: "none" })',
  ])('the error is the guest’s own, with its frames: %s', (code) => {
    const source = `function f() {\n  ${code};\n}\nf()`;
    // Up to the first frame of the host's, if there is one.
    const own = (/** @type {string} */ stack) => {
      const lines = stack.split('\n');
      const host = lines.findIndex((line) => /^ {4}at .*([/\\]|node:)/.test(line));
      return host < 0 ? lines : lines.slice(0, host);
    };
    const seen = (/** @type {any} */ vm) => {
      const inside = vm.runInNewContext(
        `try { ${code} } catch (error) { error.stack }`,
        {},
        'f.js',
      );
      try {
        return vm.runInNewContext(source, {}, 'f.js');
      } catch (error) {
        return [own(inside), own(/** @type {any} */ (error).stack)];
      }
    };
    expect(seen(rsvm)).toEqual(seen(nodeVm));
  });
});

describe('elsewhere', () => {
  const CODE = '(1234.5).toLocaleString("en", { style: "currency", currency: "USD" })';

  test('where strings are not compiled', () => {
    const options = { contextCodeGeneration: { strings: false, wasm: false } };
    expect(rsvm.runInNewContext(CODE, {}, options)).toBe('$1,234.50');
    expect(rsvm.runInNewContext('new Intl.NumberFormat("en").format(5e3)', {}, options)).toBe(
      '5,000',
    );
  });

  test('where the global is live', () => {
    const sandbox = rsvm.createContext(new Proxy({}, {}));
    expect(rsvm.runInContext(`${CODE} + new Intl.NumberFormat("en").format(1)`, sandbox)).toBe(
      '$1,234.501',
    );
  });

  test('in a context that froze what it could', () => {
    const code = `for (const name of Object.getOwnPropertyNames(globalThis)) {
        const value = globalThis[name];
        if (Object(value) === value && value !== globalThis) Object.freeze(value.prototype ?? value);
      }
      ${CODE}`;
    expect(rsvm.runInNewContext(code)).toBe('$1,234.50');
  });

  test('what takes the host long is refused', () => {
    expect(answerOf(rsvm, '(10n ** 100000n).toLocaleString()')).toMatch(/^RangeError: .*too long/);
    expect(answerOf(rsvm, 'new Intl.NumberFormat().format("9".repeat(1e6))')).toMatch(
      /^RangeError: .*too long/,
    );
    expect(answerOf(rsvm, '(10n ** 1000n).toLocaleString("en").length')).toBe(1334);
  });

  test('nor does the host keep settings or divide texts that are nobody’s', () => {
    const tag = `'en-u' + Array.from({ length: 5000 }, (_, i) => '-' + (1e7 + i).toString(36).padStart(8, 'b')).join('')`;
    expect(answerOf(rsvm, `new Intl.NumberFormat(${tag})`)).toMatch(/^RangeError: .*too long/);
    const marks = `new Intl.Segmenter('en').segment('a' + '\\u0301'.repeat(20000) + 'b')`;
    expect(rsvm.runInNewContext(`[...${marks}].map((it) => it.segment.length).join()`)).toBe(
      '8192,8192,3617,1',
    );
  });

  test('nor compares texts of more marks than anybody reads', () => {
    const marks = "'a' + '\\u0f71\\u0f80'.repeat(30000)";
    expect(answerOf(rsvm, `(${marks}).localeCompare('b')`)).toMatch(
      /^RangeError: .*too many marks/,
    );
    const few = "('a' + '\\u0301\\u0323'.repeat(100)).localeCompare('b')";
    expect(answerOf(rsvm, few)).toBe(answerOf(nodeVm, few));
  });

  test('nothing but primitives reaches the host', () => {
    const code = `const asked = [];
      const value = { valueOf() { asked.push('value'); return 5 }, toString() { throw 1 } };
      const options = { minimumFractionDigits: { valueOf: () => 1, toString() { asked.push('option'); return '1' } } };
      new Intl.NumberFormat({ length: 1, 0: 'en' }, options).format(value) + asked`;
    expect(rsvm.runInNewContext(code)).toBe('5.0option,value');
  });
});
