import { BlockList, isIP } from "node:net";
import { describe } from "../../../base/check.js";

/** Ranges that are not on the public internet, or belong to a cloud provider's own services. */
const SPECIAL_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/**
 * The public internet. Outside it are loopback, link-local, unique local and multicast addresses, and
 * those that embed an IPv4 address (mapped, compatible, NAT64).
 */
const GLOBAL_6 = ["2000::/3"];

/** Protocol assignments including Teredo, documentation, 6to4. */
const SPECIAL_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const special4 = listOf(SPECIAL_4);
const global6 = listOf(GLOBAL_6);
const special6 = listOf(SPECIAL_6);

/** Decides which addresses may be connected to: public ones, and further ranges that are allowed. */
export class AddressRules {
  readonly #allowed: BlockList;

  /** @param allowed ranges, as checked by `checkRange`. */
  constructor(allowed: readonly string[]) {
    this.#allowed = listOf(allowed);
  }

  /** @param address as the resolver or a normalised URL spells it, without brackets. */
  allow(address: string): boolean {
    // A zone names a network interface of the host; public addresses do not have one.
    if (address.includes("%")) return false;
    switch (isIP(address)) {
      case 4:
        return this.#allowed.check(address, "ipv4") || !special4.check(address, "ipv4");
      case 6:
        return (
          this.#allowed.check(address, "ipv6") ||
          (global6.check(address, "ipv6") && !special6.check(address, "ipv6"))
        );
      default:
        return false;
    }
  }
}

/**
 * Checks a range of addresses: `"10.0.0.0/8"`, `"fd00::/8"`, or a single address.
 *
 * @throws TypeError, RangeError that begin with `what`.
 */
export function checkRange(what: string, value: unknown): string {
  const allowed = 'an address with a number of bits, such as "127.0.0.0/8"';
  const refusal = `${what} is ${describe(value)}; allowed is ${allowed}`;
  if (typeof value !== "string") throw new TypeError(refusal);
  const parts = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(value);
  const family = isIP(parts?.[1] ?? "");
  if (family === 0 || Number(parts?.[2] ?? 0) > bitsOf(family)) throw new RangeError(refusal);
  return value;
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address);
    list.addSubnet(address, Number(bits ?? bitsOf(family)), family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

function bitsOf(family: number): number {
  return family === 6 ? 128 : 32;
}
