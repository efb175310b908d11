import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowed, plainUrl, readPattern } from "./allow-list.js";

const matches = (pattern: string, text: string) => {
  const url = plainUrl(text);
  return url !== null && isAllowed(url, [readPattern("it", pattern)]);
};

describe("a pattern", () => {
  const API = "https://api.example.com/v1/*";

  it.each([
    [API, "https://api.example.com/v1/"],
    [API, "https://api.example.com/v1/rates"],
    [API, "https://api.example.com/v1/a/b/c?page=2#top"],
    [API, "HTTPS://API.EXAMPLE.COM:443/v1/x"],
    [API, "https://api.example.com/v2/../v1/x"],
    ["https://api.example.com/v1/rates", "https://api.example.com/v1/rates?day=1"],
    ["https://api.example.com", "https://api.example.com/"],
    ["http://127.0.0.1:8080/*", "http://0x7f.1:8080/"],
    ["http://127.0.0.1:8080/*", "http://2130706433:8080/"],
    ["http://[::1]:8080/*", "http://[0:0:0:0:0:0:0:1]:8080/x"],
    ["https://bücher.example/*", "https://xn--bcher-kva.example/x"],
  ])("%s allows %s", (pattern, text) => expect(matches(pattern, text)).toBe(true));

  it.each([
    ["http://api.example.com/v1/x", "another scheme"],
    ["ftp://api.example.com/v1/x", "a scheme that is not HTTP"],
    ["file:///v1/x", "a file"],
    ["data:text/plain,x", "data"],
    ["//api.example.com/v1/x", "no scheme"],
    ["/v1/x", "no host"],
    ["", "nothing"],
    ["https://api.example.com:8443/v1/x", "another port"],
    ["https://api.example.com.evil.example/v1/x", "a longer host"],
    ["https://evil-api.example.com/v1/x", "another host"],
    ["https://example.com/v1/x", "a shorter host"],
    ["https://api.example.com./v1/x", "a host with a dot at its end"],
    ["https://api.example.com@evil.example/v1/x", "credentials that look like the host"],
    ["https://user@api.example.com/v1/x", "a user"],
    ["https://:secret@api.example.com/v1/x", "a password"],
    ["https://api.example.com/v1", "the folder without its slash"],
    ["https://api.example.com/v10/x", "a longer folder"],
    ["https://api.example.com/V1/x", "another case of the path"],
    ["https://api.example.com/v1/../admin", "dots"],
    ["https://api.example.com/v1/%2e%2e/admin", "escaped dots"],
    ["https://api.example.com/v1/.%2E/admin", "half escaped dots"],
    ["https://api.example.com/v1/..%2fadmin", "an escaped slash"],
    ["https://api.example.com/v1/..%5Cadmin", "an escaped backslash"],
    ["https://api.example.com/v1/..;/admin", "dots with a parameter"],
    ["https://api.example.com/v1/%2e%2e;x=1/admin", "escaped dots with a parameter"],
    ["https://api.example.com/v1/..%3b/admin", "dots with an escaped parameter"],
    ["https://api.example.com/v1/x%00.json", "an escaped NUL"],
    ["https://api.example.com/v1/\\..\\admin", "backslashes"],
    ["https://evil.example\\@api.example.com/v1/x", "a backslash before the host"],
    ["https://api.example.com/v1/\t../x", "a tab"],
    ["https://api.exa\nmple.com/v1/x", "a line's end"],
    [" https://api.example.com/v1/x", "a space"],
    ["https://api.example.com/v1/x\0", "a NUL"],
    [`https://api.example.com/v1/${"x".repeat(9000)}`, "too long a text"],
    ["https://[::ffff:127.0.0.1]/v1/x", "a mapped address"],
    ["https://127.0.0.1/v1/x", "an address"],
  ])(`${API} refuses %j: %s`, (text) => expect(matches(API, text)).toBe(false));

  it.each([
    ...["*", "https://*", "https://*/", "https://*/*", "https://*.example.com/*"],
    ...["https://api.example.com*", "https://api.example.com/v*", "https://api.example.com/*/x"],
    ...["https://api.example.com/v1/**", "https://api.example.com/x?*", "https://a.example/x?y=1"],
    ...["https://a.example/x#y", "https://u:p@a.example/*", "ftp://a.example/*", "a.example/*", ""],
    ...[
      "https:///a.example/*",
      "https:a.example/*",
      "https://a.example:*/",
      "https://a.example/%2f*",
    ],
  ])("cannot be %j", (pattern) => expect(() => readPattern("it", pattern)).toThrow(RangeError));

  it("must be text", () => {
    expect(() => readPattern("option allow[0]", /x/)).toThrow(/^option allow\[0\] is an object; /);
  });
});

describe("any URL that a program requests", () => {
  it("stays below the pattern", () => {
    const pattern = readPattern("it", "https://api.example.com/v1/*");
    const parts = fc.constantFrom(
      ...["https:", "http:", "/", "//", "\\", "api.example.com", "evil.example", "@", ":", "443"],
      ...[
        "v1",
        "..",
        ".",
        "%2e",
        "%2F",
        "%5c",
        ";",
        "?",
        "#",
        "x",
        " ",
        "\t",
        "[",
        "]",
        "::1",
        "ü",
      ],
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.boolean(), (pieces, isBelow) => {
        const text = `${isBelow ? "https://api.example.com/v1/" : ""}${pieces.join("")}`;
        const url = plainUrl(text);
        if (url === null || !isAllowed(url, [pattern])) return;
        expect(url.href.startsWith("https://api.example.com/v1/")).toBe(true);
        expect(decodeURIComponent(url.pathname.replace(/%(?![\da-f]{2})/gi, ""))).not.toMatch(
          /(^|\/)\.\.?(;|\/|$)|\\/,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
