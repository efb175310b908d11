import { describe, expect, it } from "vitest";
import { AddressRules, checkRange } from "./addresses.js";

const none = new AddressRules([]);

describe("addresses", () => {
  it.each(["1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.0"])(
    "such as %s are public",
    (address) => expect(none.allow(address)).toBe(true),
  );

  it.each(["2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:82a::200e"])(
    "such as %s are public",
    (address) => expect(none.allow(address)).toBe(true),
  );

  it.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200"],
    ...["127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254", "169.254.0.1"],
    ...["172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1"],
    ...["192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"],
    ...["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::7f00:1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:7f00:1"],
    ...["::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8"],
    ...["64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "fec0::1"],
    ...["ff02::1", "ff0e::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1"],
    ...["fe80::1%lo", "2606:4700::1%1", "", "localhost", "0x7f.1", "127.1", "2130706433"],
  ])("such as %s are not public", (address) => expect(none.allow(address)).toBe(false));

  it("can be allowed by range, individually", () => {
    const rules = new AddressRules(["127.0.0.0/8", "192.168.1.5", "::1/128"]);
    expect(["127.0.0.1", "127.9.9.9", "192.168.1.5", "::1"].every((a) => rules.allow(a))).toBe(
      true,
    );
    expect(
      ["10.0.0.1", "192.168.1.6", "169.254.169.254", "fe80::1"].some((a) => rules.allow(a)),
    ).toBe(false);
    expect(rules.allow("::ffff:127.0.0.1")).toBe(true);
    expect(rules.allow("::ffff:10.0.0.1")).toBe(false);
    expect(new AddressRules(["0.0.0.0/0"]).allow("10.0.0.1")).toBe(true);
    expect(new AddressRules(["::/0"]).allow("fe80::1")).toBe(true);
  });
});

describe("a range", () => {
  it.each(["127.0.0.0/8", "10.0.0.1", "fd00::/8", "::1", "::ffff:10.0.0.0/104"])(
    "can be %s",
    (range) => expect(checkRange("it", range)).toBe(range),
  );

  it.each([
    "",
    "localhost",
    "127.1/8",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "fe80::1%lo",
  ])("cannot be %j", (range) => expect(() => checkRange("it", range)).toThrow(RangeError));

  it("must be text", () => {
    expect(() => checkRange("it", 10)).toThrow(
      new TypeError('it is 10; allowed is an address with a number of bits, such as "127.0.0.0/8"'),
    );
  });
});
