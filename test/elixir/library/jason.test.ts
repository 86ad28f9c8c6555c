import { describe, expect, test } from "vitest";
import { result } from "../evaluation.ts";

// Jason is no part of Elixir: what is expected here was read in its source (1.4.5, lib/encode.ex, lib/decoder.ex).

describe("encode!", () => {
  test.each([
    ['%{b: 1, a: "x"}', '{"a":"x","b":1}'],
    ['%{"k" => nil, 1 => true}', '{"1":true,"k":null}'],
    ["[1, 2.0, 1.5e30, -0.5]", "[1,2.0,1.5e30,-0.5]"],
    ["[:ok, nil, false, Foo]", '["ok",null,false,"Elixir.Foo"]'],
    ["%{}", "{}"],
    ["[]", "[]"],
    ["1_000_000_000_000_000_000_000", "1000000000000000000000"],
    [
      '"quote \\" back \\\\ line\\n tab\\t bell\\a é / \\u2028"',
      '"quote \\" back \\\\ line\\n tab\\t bell\\u0007 é / \u2028"',
    ],
    ['"\\x1f\\\\u001f"', '"\\u001F\\\\u001f"'],
    ["'ab'", "[97,98]"],
  ])("%s", (term, json) => {
    expect(result(`Jason.encode!(${term})`)).toBe(result(`~S|${json}|`));
  });

  test("pretty", () => {
    const text = "IO.iodata_length(Jason.encode!(%{a: [1, %{}], b: %{c: 2}}, pretty: true))";
    const pretty = '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": {\n    "c": 2\n  }\n}';
    expect(result(text)).toBe(String(pretty.length));
  });

  test("what has no form in JSON", () => {
    expect(result("Jason.encode!({1, 2})")).toMatch(
      /^\*\* \(Protocol.UndefinedError\) protocol Jason.Encoder not implemented for \{1, 2\} of type Tuple/,
    );
    expect(result("Jason.encode!(self())")).toMatch(/of type PID/);
    expect(result("Jason.encode(%{a: {1}}) |> elem(0)")).toBe(":error");
    expect(result("Jason.encode!(<<255>>)")).toBe("** (Jason.EncodeError) invalid byte 0xFF in <<255>>");
  });
});

describe("decode!", () => {
  test.each([
    ['{"a": [1, 2.0, "x", null, true]}', '%{"a" => [1, 2.0, "x", nil, true]}'],
    ["1e3", "1000.0"],
    ["-0", "0"],
    ["1.0", "1.0"],
    ['{"a":1,"a":2}', '%{"a" => 1}'],
    ['"\\u00e9\\ud83d\\ude00\\n"', '"é😀\\n"'],
    ["  [ ]  ", "[]"],
    ["{ }", "%{}"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
  ])("%s", (json, term) => {
    expect(result(`Jason.decode!(~S|${json}|)`)).toBe(term);
  });

  test.each([
    ["{", "unexpected end of input at position 1"],
    ["", "unexpected end of input at position 0"],
    ["nope", 'unexpected byte at position 0: 0x6E ("n")'],
    ["[1,]", 'unexpected byte at position 3: 0x5D ("]")'],
    ["[1 2]", 'unexpected byte at position 3: 0x32 ("2")'],
    ['{"a" 1}', 'unexpected byte at position 5: 0x31 ("1")'],
    ["-x", 'unexpected byte at position 1: 0x78 ("x")'],
    ["1.", "unexpected end of input at position 2"],
    ['"é', "unexpected end of input at position 3"],
    ["1 2", 'unexpected byte at position 2: 0x32 ("2")'],
    ["1e999", 'unexpected sequence at position 0: "1e999"'],
  ])("%s is refused", (json, message) => {
    expect(result(`Jason.decode!(~S|${json}|)`)).toBe(`** (Jason.DecodeError) ${message}`);
  });

  test("keys", () => {
    expect(result('Jason.decode!(~S|{"a":{"b":1}}|, keys: :atoms)')).toBe("%{a: %{b: 1}}");
    expect(result('Jason.decode(~S|{"never seen here":1}|, keys: :atoms!)')).toMatch(
      /not an already existing atom/,
    );
  });

  test("decode gives the exception", () => {
    expect(result('{:error, e} = Jason.decode("x"); {e.__struct__, e.position}')).toBe(
      "{Jason.DecodeError, 0}",
    );
    expect(result('try do Jason.decode!("x") rescue e in Jason.DecodeError -> e.data end')).toBe('"x"');
  });
});
