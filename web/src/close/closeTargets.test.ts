import { expect, test } from "vitest";
import { lot, position } from "../test/lots";
import { instrumentTarget, isClosable, lotTarget, wholeTargets } from "./closeTargets";

test("a lot is named by account, instrument at its venue, and owner", () => {
  expect(lotTarget(position(), lot({ owner: "online_trading/ema_cross" }))).toEqual({
    title: "Close BTCUSDT of online trading/ema cross",
    request: { account: "paper", instrument: "paper:BTCUSDT", owner: "online_trading/ema_cross" },
  });
  expect(instrumentTarget(position()).request).toEqual({ account: "paper", instrument: "paper:BTCUSDT" });
});

test("an agent's strategies are closed together, and each account by itself", () => {
  const positions = [
    position({ owners: [lot({ owner: "online_trading/a" }), lot({ owner: "online_trading/b" })] }),
    position({
      account: "savings",
      owners: [lot({ owner: "people" }), lot({ is_dust: true }), lot({ quantity: "0" })],
    }),
  ];
  expect(wholeTargets(positions, true)).toEqual([
    { title: "Close everything in paper", request: { account: "paper", everything: true } },
    { title: "Close all of online trading in paper", request: { account: "paper", owner: "online_trading" } },
    { title: "Close everything in savings", request: { account: "savings", everything: true } },
    { title: "Close all of people in savings", request: { account: "savings", owner: "people" } },
  ]);
  expect(wholeTargets([position({ owners: [] })], false)).toEqual([]);
});

test("what is held and not dust can be closed, bought or sold short", () => {
  const changes = [{}, { quantity: "-1" }, { quantity: "0.000" }, { is_dust: true }];
  expect(changes.map((change) => isClosable(lot(change)))).toEqual([true, true, false, false]);
});
