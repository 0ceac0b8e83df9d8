import { createHmac } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Temporal } from 'temporal-polyfill';

/** Pure decisions about webhooks: which events, which addresses, what signature, when again. */

/** `*`, a type, or a family: `reservation.*` matches `reservation.created` and not `reservations.x`. */
export const wants = (patterns: readonly string[], type: string): boolean =>
  patterns.some((p) => p === '*' || p === type || (p.endsWith('.*') && type.startsWith(p.slice(0, -1))));

/**
 * Signature after Standard Webhooks 1.0: HMAC-SHA256 with the decoded secret over `id.timestamp.payload`, base64.
 * `seconds` is the Unix time of this attempt.
 */
export function signature(secret: string, id: string, seconds: number, payload: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${payload}`).digest('base64')}`;
}

/** Not on the public Internet (IANA special-purpose registries), so a webhook could reach what only we may reach. */
const closed = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only global unicast is open, less documentation and the ranges that carry an IPv4 address inside. */
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(net, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4');
    case 6:
      return open6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The reason an address cannot be used whatever it resolves to, or null. Public webhooks are https only. */
export function urlProblem(raw: string, allowPrivate: boolean): string | null {
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    return 'not a URL';
  }
  if (url.username !== '' || url.password !== '') return 'credentials in the URL';
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'https only';
  if (allowPrivate) return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : 'not a public address';
  if (!host.includes('.') || /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan)\.?$/i.test(host))
    return 'not a public name';
  return null;
}

// Roughly the schedule Standard Webhooks recommends: quick at first, then over three days.
const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** When to try again after `attempts` failures; null: no more. */
export function nextAttempt(attempts: number, now: Temporal.Instant): Temporal.Instant | null {
  const seconds = waits[attempts - 1];
  return seconds === undefined ? null : now.add({ seconds });
}
