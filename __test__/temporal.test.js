'use strict';

// A guest's `Temporal` is the host's, where that has one: what it answers is compared with V8's.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');

const answerOf = (vm, code) => {
  // A RangeError is the host's own.
  const caught = `try { ${code} } catch (error) {
    error instanceof RangeError ? error.name + ': ' + error.message : error.name
  }`;
  return vm.runInNewContext(caught);
};

const CLASSES = [
  'PlainDate',
  'PlainTime',
  'PlainDateTime',
  'ZonedDateTime',
  'Duration',
  'Instant',
  'PlainYearMonth',
  'PlainMonthDay',
];

/** Says in the guest what there is of an object: its keys, attributes, names and lengths. */
const DESCRIBE = `const describe = (object) => Reflect.ownKeys(object).map((key) => {
    const { value, get, set, ...attributes } = Object.getOwnPropertyDescriptor(object, key);
    const body = value ?? get;
    const shown = typeof body === 'function' ? body.name + body.length + ('prototype' in body) : typeof value;
    return String(key) + shown + typeof set + JSON.stringify(attributes);
  }).join('\\n');`;

const onTemporal = 'Temporal' in globalThis ? describe : describe.skip;

onTemporal('Temporal as node:vm', () => {
  test.each([
    `${DESCRIBE} describe(Temporal) + describe(Temporal.Now)`,
    `Object.prototype.toString.call(Temporal) + Object.prototype.toString.call(Temporal.Now)`,
    `const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, "Temporal"); [enumerable, writable, configurable].join()`,
    `${DESCRIBE} describe(Date.prototype).split('\\n').filter((it) => it.startsWith('toTemporal')).join()`,
    'new Date(1e12).toTemporalInstant().toString() + (new Date(0).toTemporalInstant() instanceof Temporal.Instant)',
    'new Date(NaN).toTemporalInstant()',
    'Date.prototype.toTemporalInstant.call({})',
    ...CLASSES.flatMap((name) => [
      `${DESCRIBE} describe(Temporal.${name}) + describe(Temporal.${name}.prototype)`,
      `Temporal.${name}()`,
      `new Temporal.${name}("x")`,
      `new Temporal.${name}({})`,
      `Temporal.${name}.from("nothing")`,
      `Temporal.${name}.from(5)`,
      `Temporal.${name}.from({})`,
      `Temporal.${name}.from(Symbol())`,
      `Temporal.${name}.prototype.toString.call({})`,
      `String(Temporal.${name}.prototype)`,
      `Temporal.${name}.prototype.valueOf.call(1)`,
    ]),
    'new Temporal.PlainDate(2020, 2, 30)',
    'String(new Temporal.PlainDate("2020", { valueOf: () => 2 }, 29.9))',
    'new Temporal.PlainDate(2020n, 1, 1)',
    'new Temporal.PlainDate(2020, 1, Infinity)',
    'new Temporal.PlainDate(2020, 1, 1, "nobody")',
    'new Temporal.PlainDate(2020, 1, 1, { toString: () => "iso8601" })',
    'String(new Temporal.PlainDate(2020, 1, 1, "hebrew")) + new Temporal.PlainDate(2020, 1, 1, undefined)',
    'const date = Temporal.PlainDate.from("2024-02-29"); [date.year, date.month, date.monthCode, date.day, date.dayOfWeek, date.weekOfYear, date.inLeapYear, date.era, date.eraYear, date.calendarId].map(String).join()',
    'const date = Temporal.PlainDate.from("2024-02-29"); [date.add({ years: 1 }), date.subtract("P1M"), date.with({ day: 1 }), date.toPlainYearMonth(), date.toPlainMonthDay(), date.toPlainDateTime("10:00"), date.toPlainDateTime()].join()',
    'Temporal.PlainDate.from("2024-02-29").add({ years: 1 }, { overflow: "reject" })',
    'Temporal.PlainDate.from("2024-02-29").add({ days: 1 }, null)',
    'Temporal.PlainDate.from("2024-02-29").add({ day: 1 })',
    'Temporal.PlainDate.from("2024-02-29").add({ days: 1.5 })',
    'Temporal.PlainDate.from("2024-02-29").with({ calendar: "iso8601", day: 1 })',
    'const date = Temporal.PlainDate.from("2024-02-29"); [date.until("2026-01-01", { largestUnit: "years" }), date.since("2020-01-01"), date.until({ year: 2024, month: 3, day: 1 }), date.equals("2024-02-29"), Temporal.PlainDate.compare(date, "2024-03-01")].join()',
    'Temporal.PlainDate.from("2024-02-29").until("2026-01-01", { largestUnit: "hours" })',
    'const date = Temporal.PlainDate.from("2024-02-29"); [date.toZonedDateTime("Europe/Paris"), date.toZonedDateTime({ timeZone: "Asia/Tokyo", plainTime: { hour: 5 } })].join()',
    'const date = Temporal.PlainDate.from("2024-10-03").withCalendar("hebrew"); [date, date.year, date.monthCode, date.day, date.era, date.monthsInYear, date.add({ months: 7 }), date.toPlainMonthDay(), date.with({ monthCode: "M05L" })].join()',
    'const date = Temporal.PlainDate.from({ era: "reiwa", eraYear: 2, month: 5, day: 1, calendar: "japanese" }); [date, date.era, date.eraYear, date.with({ eraYear: 3, era: "reiwa" })].join()',
    'String(Temporal.PlainDate.from("2020-01-01[u-ca=chinese]").until("2024-02-29[u-ca=chinese]", { largestUnit: "months" }))',
    'Temporal.PlainDate.from({ year: 5784, monthCode: "M15", day: 1, calendar: "hebrew" })',
    'Temporal.PlainDate.from("2024-02-29").toString({ calendarName: "always" }) + Temporal.PlainDate.from("2024-02-29").toLocaleString("de-DE", { dateStyle: "full" })',
    'Temporal.PlainDate.from("2024-02-29").toLocaleString(["nobody", "en"], { timeStyle: "short" })',
    'Temporal.PlainDate.from("2024-02-29").toLocaleString(new Intl.Locale("fr"), { month: "long", day: "numeric" })',
    'const time = Temporal.PlainTime.from("10:20:30.123456789"); [time, time.nanosecond, time.add({ minutes: 50 }), time.round("minute"), time.round({ smallestUnit: "minute", roundingIncrement: 15, roundingMode: "floor" }), time.until("12:00"), time.with({ hour: 1 }), time.toString({ fractionalSecondDigits: 3 })].join()',
    'Temporal.PlainTime.from("10:20").round()',
    'Temporal.PlainTime.from("10:20").round({ smallestUnit: "minute", roundingIncrement: 7 })',
    'Temporal.PlainTime.from({ hour: 25 }, { overflow: "reject" })',
    'const both = new Temporal.PlainDateTime(2024, 2, 29, 10, 20, 30, 1, 2, 3); [both, both.microsecond, both.toPlainDate(), both.toPlainTime(), both.withPlainTime(), both.withPlainTime({ hour: 3 }), both.round("hour"), both.toZonedDateTime("UTC"), both.since("2024-01-01", { smallestUnit: "days" })].join()',
    'Temporal.PlainDateTime.from("2024-03-31T02:30").toZonedDateTime("Europe/Paris", { disambiguation: "reject" })',
    '["compatible", "earlier", "later"].map((disambiguation) => Temporal.PlainDateTime.from("2024-10-27T02:30").toZonedDateTime("Europe/Paris", { disambiguation })).join()',
    'const zoned = Temporal.ZonedDateTime.from("2024-03-30T12:00[Europe/Paris]"); [zoned, zoned.add({ days: 1 }), zoned.add({ hours: 24 }), zoned.add({ days: 1 }).hoursInDay, zoned.offset, zoned.offsetNanoseconds, zoned.epochMilliseconds, zoned.startOfDay(), zoned.withTimeZone("America/New_York"), zoned.getTimeZoneTransition("next"), zoned.getTimeZoneTransition({ direction: "previous" }), zoned.toInstant()].join()',
    'typeof Temporal.ZonedDateTime.from("2024-03-30T12:00[UTC]").epochNanoseconds + Temporal.ZonedDateTime.from("2024-03-30T12:00[UTC]").epochNanoseconds',
    'String(Temporal.ZonedDateTime.from("1900-01-01T00:00[Europe/Paris]").add({ hours: 1 }).toInstant())',
    'String(Temporal.ZonedDateTime.from("2024-03-30T12:00[UTC]").getTimeZoneTransition("next"))',
    'Temporal.ZonedDateTime.from("2024-03-30T12:00[Nowhere/Land]")',
    'Temporal.ZonedDateTime.from("2024-03-30T12:00+05:00[Europe/Paris]")',
    'Temporal.ZonedDateTime.from({ year: 2024, month: 1, day: 1, timeZone: Temporal.ZonedDateTime.from("2024-03-30T12:00[Asia/Tokyo]"), offset: "+09:00" }).toString({ smallestUnit: "minute", timeZoneName: "never" })',
    'new Temporal.ZonedDateTime(0n, "Asia/Tokyo").toLocaleString("en-GB", { dateStyle: "long", timeStyle: "long" })',
    'new Temporal.ZonedDateTime(0, "UTC")',
    'const span = Temporal.Duration.from({ hours: 25, milliseconds: 1500 }); [span, span.milliseconds, span.seconds, span.negated().sign, span.abs(), span.blank, span.with({ hours: 1 }), span.add("PT1H"), span.total("hours"), JSON.stringify(span.round({ largestUnit: "days" }))].join()',
    'Object.is(new Temporal.Duration(-0).years, 0) + String(Object.is(Temporal.Duration.from("PT0S").negated().hours, 0))',
    'const span = Temporal.Duration.from({ days: 40 }); [span.round({ largestUnit: "months", relativeTo: "2024-02-01" }), span.total({ unit: "months", relativeTo: { year: 2024, month: 1, day: 1 } }), span.round({ largestUnit: "months", relativeTo: Temporal.PlainDate.from("2024-01-01") }), Temporal.Duration.compare({ months: 1 }, span, { relativeTo: "2024-01-01" })].join()',
    'Temporal.Duration.from({ days: 40 }).round({ largestUnit: "months" })',
    'Temporal.Duration.from({ hours: 1, minutes: -1 })',
    'Temporal.Duration.from({ hours: 1, minutes: 30 }).toLocaleString("en", { style: "long" })',
    'Temporal.Duration.from({ seconds: Number.MAX_SAFE_INTEGER, nanoseconds: 5 }).toString()',
    'const instant = Temporal.Instant.from("2024-02-29T10:00:00.123456789+01:00"); [instant, instant.epochMilliseconds, instant.epochNanoseconds, instant.add({ hours: 1 }), instant.round("second"), instant.until("2025-01-01T00:00Z", { largestUnit: "hours" }), instant.toString({ timeZone: "Asia/Kolkata" }), instant.toZonedDateTimeISO("Asia/Tokyo"), Temporal.Instant.from(instant).equals(instant)].join()',
    'Temporal.Instant.from("2024-02-29T10:00Z").add({ days: 1 })',
    'String(Temporal.Instant.fromEpochMilliseconds(5)) + Temporal.Instant.fromEpochNanoseconds(5n)',
    'Temporal.Instant.fromEpochNanoseconds(5)',
    'Temporal.Instant.fromEpochMilliseconds(NaN)',
    'new Temporal.Instant(10n ** 30n)',
    'const month = Temporal.PlainYearMonth.from("2024-02"); [month, month.daysInMonth, month.add({ months: 11 }), month.toPlainDate({ day: 29 }), month.until("2025-01"), month.equals(new Temporal.PlainYearMonth(2024, 2, "iso8601", 15)), Temporal.PlainYearMonth.compare(month, "2024-03"), new Temporal.PlainYearMonth(2024, 2, "iso8601", 15).toString({ calendarName: "always" })].join()',
    'Temporal.PlainYearMonth.from("2024-02").toPlainDate()',
    'const day = Temporal.PlainMonthDay.from("02-29"); [day, day.monthCode, day.day, day.with({ day: 1 }), day.toPlainDate({ year: 2023 }), day.equals("02-29"), day.toString({ calendarName: "always" }), Temporal.PlainMonthDay.from({ monthCode: "M05L", day: 3, calendar: "hebrew" })].join()',
    '[Temporal.Now.instant(), Temporal.Now.plainDateISO(), Temporal.Now.plainTimeISO(), Temporal.Now.plainDateTimeISO("UTC"), Temporal.Now.zonedDateTimeISO("Asia/Tokyo")].map((it) => Object.prototype.toString.call(it)).join() + Temporal.Now.timeZoneId() + (Math.abs(Temporal.Now.instant().epochMilliseconds - Date.now()) < 1000)',
    'Temporal.Now.plainDateISO("Nowhere/Land")',
    'JSON.stringify({ at: Temporal.PlainDate.from("2024-02-29"), span: Temporal.Duration.from("PT5M") }) + `${Temporal.PlainTime.from("10:00")}`',
    'Temporal.PlainDate.from("2024-02-29") + 1',
    'Temporal.PlainDate.from("2024-02-29") < Temporal.PlainDate.from("2024-02-29")',
    'class Day extends Temporal.PlainDate { say() { return this.toString() + "!" } }; const day = new Day(2024, 2, 29); [day.say(), day instanceof Temporal.PlainDate, day.add("P1D") instanceof Day, Day.from("2024-02-29") instanceof Day, day.constructor.name].join()',
    'new Temporal.PlainDate.from("2024-02-29")',
    'Temporal.PlainDate.prototype.add.call(Temporal.PlainTime.from("10:00"), "P1D")',
    'Object.keys(Temporal.PlainDate.from("2024-02-29")).length + Object.prototype.toString.call(Temporal.PlainDate.from("2024-02-29"))',
    '"use strict"; Temporal.PlainDate.from("2024-02-29").year = 5',
    ...CLASSES.filter((name) => name !== 'Instant').map(
      (
        name,
      ) => `const read = []; const logged = (it, of) => new Proxy(it, { get(target, key) { read.push(of + String(key)); return target[key] } });
        const fields = { year: 2024, month: 1, day: 1, hour: 1, hours: 1, timeZone: 'UTC' };
        Temporal.${name}.from(logged(fields, ''), logged({}, 'option ')) + read.join()`,
    ),
    'const read = []; const days = { valueOf() { read.push("value"); return 3 } }; String(Temporal.PlainDate.from("2024-02-29").add({ get days() { read.push("days"); return days }, get years() { read.push("years"); return 1 } })) + read',
    'class Options { get largestUnit() { return "months" } }; String(Temporal.PlainDate.from("2024-02-29").until("2025-02-28", new Options()))',
    'const options = Object.create({ overflow: "reject" }); Temporal.PlainDate.from({ year: 2024, month: 2, day: 30 }, options)',
    'Temporal.PlainDate.from({ get year() { throw new RangeError("mine") } })',
    'String(Temporal.PlainDate.from(Object.assign(() => 1, { year: 2024, month: 2, day: 3 })))',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

onTemporal('what a guest does to its own', () => {
  test('objects does not reach how it is asked', () => {
    const code = `const { from } = Temporal.PlainDate;
      const seen = [];
      Object.prototype.toJSON = Array.prototype.toJSON = () => seen.push('toJSON');
      Object.defineProperty(Array.prototype, 0, { set() { seen.push('0') }, configurable: true });
      Array.prototype[Symbol.iterator] = Array.prototype.map = JSON.stringify = JSON.parse = undefined;
      const said = String(from({ year: 2024, month: 2, day: 29 }).add({ days: 1 }));
      said + seen.length`;
    expect(rsvm.runInNewContext(code)).toBe('2024-03-010');
  });

  test('questions has a bound', () => {
    expect(answerOf(rsvm, 'Temporal.PlainDate.from("x".repeat(1e5))')).toMatch(/too long/);
    const far = `Temporal.PlainDate.from('-200000-01-01[u-ca=chinese]')
      .until('+200000-01-01[u-ca=chinese]', { largestUnit: 'months' })`;
    expect(answerOf(rsvm, far)).toMatch(/^RangeError: .*too slow/);
  });
});
