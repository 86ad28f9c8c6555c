const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** Unix seconds of an HTTP date such as `Tue, 24 Nov 2026 01:48:00 GMT` (RFC 9110, 5.6.7); null for anything else. */
export function parseHttpDate(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [, day, monthName = "", year, hours, minutes, seconds] = match;
  const month = MONTHS.indexOf(monthName);
  if (month === -1) return null;
  const days = daysSinceEpoch(Number(year), month + 1, Number(day));
  return ((days * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

// The simulation has no `Date`. Counted in years that begin in March, so that a leap day comes last.
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
