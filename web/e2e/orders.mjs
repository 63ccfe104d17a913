import assert from "node:assert/strict";

/** Orders of every kind, what protects a lot, and how a lot is closed. What is bought here is people's. */
export function orderCases({ open, enter, visit, panel, phone, fitsThePhone, everyControlHasAName }) {
  const book = (page) => panel(page, "Book");
  const ticketOf = (page) => panel(page, "New order");
  const told = (page) => ticketOf(page).getByRole("status");

  /** Buys BTCUSDT by hand; with a stop so many percent below where one is given. */
  async function buy(page, amount, stop) {
    await visit(page, "/markets/BTCUSDT");
    const ticket = ticketOf(page);
    await ticket.getByLabel("Amount in USDT").fill(amount);
    if (stop) {
      await ticket.getByLabel("Protect what it buys").check();
      await ticket.getByRole("button", { name: "Stop loss in %" }).click();
      await ticket.getByLabel("Stop loss, % below").fill(stop);
      await ticket.getByText(/ · about −\d+\.\d\d USDT$/).waitFor();
    }
    await ticket.getByText(/^0\.\d{5} BTC, at most \$/).waitFor();
    const propose = ticket.getByRole("button", { name: /^Propose to buy/ });
    await propose.scrollIntoViewIfNeeded(); // it arms once it is seen
    await propose.click();
    await told(page).getByText("filled", { exact: true }).waitFor();
    await visit(page, "/portfolio");
  }

  const focused = (page) => page.evaluate(() => document.activeElement?.textContent);

  /** Moves on with Tab until a button of this name has the focus. */
  async function tabTo(page, name) {
    for (let steps = 0; steps < 12; steps++) {
      if ((await focused(page)) === name) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not lead to ${name}`);
  }

  return {
    async "each kind of order asks for its own prices, and says at the field what is wrong"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/markets/BTCUSDT");
      const ticket = ticketOf(page);
      await ticket.getByRole("button", { name: "Sell", exact: true }).click();
      for (const [type, fields] of [
        ["STOP_LOSS", ["Stop price"]],
        ["STOP_LOSS_LIMIT", ["Stop price", "Limit price"]],
        ["TAKE_PROFIT", ["Target price"]],
        ["TRAILING_STOP", ["Distance in %"]],
        ["OCO", ["Target price", "Stop price", "Limit of the stop, if any"]],
      ]) {
        await ticket.getByLabel("Type").selectOption(type);
        const shown = await ticket
          .getByRole("textbox")
          .evaluateAll((inputs) => inputs.map((input) => input.labels[0].innerText));
        assert.deepEqual(shown, ["Quantity in BTC", ...fields]);
      }
      await everyControlHasAName(page);
      await ticket.getByLabel("Quantity in BTC").fill("0.001");
      await ticket.getByLabel("Target price").fill("900000");
      await ticket.getByLabel("Stop price").fill("900000");
      await ticket.getByRole("button", { name: /^Propose/ }).click();
      await ticket.getByText(/^Below the market's .*, or it would sell at once\.$/).waitFor();
      assert.equal(await ticket.getByLabel("Stop price").getAttribute("aria-invalid"), "true");
      await close();
    },

    async "a stop by hand rests, reads as words, and is cancelled"() {
      const { page, close } = await open();
      await enter(page);
      await buy(page, "60");
      await visit(page, "/markets/BTCUSDT");
      const ticket = ticketOf(page);
      await ticket.getByLabel("Type").selectOption("STOP_LOSS");
      await ticket.getByRole("button", { name: "Sell", exact: true }).click();
      await ticket.getByLabel("Quantity in BTC").fill("0.0005");
      await ticket.getByLabel("Stop price").fill("50000");
      await ticket.getByRole("button", { name: /^Propose to sell/ }).click();
      await told(page).getByText("accepted", { exact: true }).waitFor();
      await visit(page, "/portfolio");
      await book(page)
        .getByRole("tab", { name: /^Open orders/ })
        .click();
      const row = book(page).getByRole("row", { name: /stop at 50,000\.00 → market/ });
      await row.getByRole("button", { name: /^Cancel SELL/ }).click();
      await row.waitFor({ state: "detached" });
      await close();
    },

    async "what a protected order buys is protected; that can be changed and taken away"() {
      const { page, close } = await open();
      await enter(page);
      await buy(page, "100", "5");
      const change = book(page).getByRole("button", { name: "Change what protects BTCUSDT of people…" });
      await change.click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Take profit at").fill("900000");
      await dialog.getByLabel("Trailing stop, % below the best price").fill("2.5");
      assert.match(await dialog.getByLabel("Stop loss at").inputValue(), /^\d+(\.\d{1,2})?$/);
      await dialog.getByRole("button", { name: "Change protection" }).click();
      await dialog.waitFor({ state: "detached" });
      await book(page)
        .getByText(/^target 900,000\.00 /)
        .waitFor();
      await book(page)
        .getByText(/^trail 2\.5\s%$/)
        .waitFor();
      await book(page)
        .getByRole("tab", { name: /^Open orders/ })
        .click();
      await book(page)
        .getByRole("row", { name: /target at 900,000\.00 or stop at .* protects/ })
        .waitFor();
      await book(page)
        .getByRole("tab", { name: /^Positions/ })
        .click();
      await change.click();
      await dialog.getByRole("button", { name: "Take it away" }).click();
      await dialog.waitFor({ state: "detached" });
      await book(page)
        .getByText(/^target 900,000\.00 /)
        .waitFor({ state: "detached" });
      await close();
    },

    async "a lot is closed by keyboard, after a look, and Enter alone closes nothing"() {
      const { page, close } = await open();
      // The browser does not tell what is in a body that is sent as a Request: the page's own fetch does.
      await page.addInitScript(() => {
        window.closes = [];
        const send = window.fetch;
        window.fetch = async (request, options) => {
          if (request.url?.endsWith("/api/v1/close")) window.closes.push(await request.clone().json());
          return send(request, options);
        };
      });
      const requests = () => page.evaluate(() => window.closes);
      await enter(page);
      await buy(page, "80");
      const open_it = book(page).getByRole("button", { name: "Close BTCUSDT of people…" });
      await open_it.focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog", { name: "Close BTCUSDT of people" });
      await dialog.getByText("Expected result").waitFor();
      assert.equal(await focused(page), "Back");
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      assert.ok(
        (await requests()).every((request) => request.preview),
        "it was closed",
      );

      await open_it.focus();
      await page.keyboard.press("Enter");
      await dialog.getByText("Expected result").waitFor();
      // While it is on its way nothing closes the dialog: what became of it is told there.
      await page.route("**/api/v1/close", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await route.continue();
      });
      await dialog.locator(".button--primary:not([aria-disabled])").waitFor();
      await tabTo(page, "Close it now");
      for (const key of ["Enter", "Enter", "Escape", "Escape", "Escape"]) await page.keyboard.press(key);
      await dialog.getByRole("status").getByText("filled", { exact: true }).waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await open_it.waitFor({ state: "detached" });
      const sent = (await requests()).filter((request) => !request.preview);
      assert.equal(new Set(sent.map((request) => request.close_id)).size, 1);
      await close();
    },

    async "on a phone what asks fits the screen, and everything of people's is closed at once"() {
      const { page, close } = await open(phone);
      await enter(page);
      await buy(page, "70", "4");
      await fitsThePhone(page);
      const fits = async (dialog) => {
        const box = await dialog.boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844);
        await everyControlHasAName(page);
      };
      const dialog = page.getByRole("dialog");
      await book(page).getByRole("button", { name: "Change what protects BTCUSDT of people…" }).click();
      await fits(dialog);
      await dialog.getByRole("button", { name: "Back" }).click();
      await page.getByRole("button", { name: "Close all of people…" }).click();
      await dialog.getByText("Expected result").first().waitFor();
      await fits(dialog);
      await dialog.getByRole("button", { name: /^Close (it|all \d+) now$/ }).click();
      await dialog.getByRole("status").getByText("filled", { exact: true }).first().waitFor();
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "Close all of people…" }).waitFor({ state: "detached" });
      await close();
    },
  };
}

/** The mock desk has a coin so cheap that its price needs eight digits. */
export function digitCases({ open, enter, visit, panel }) {
  return {
    async "a coin of 0.000008 is shown with every digit, in tables, chart and ticket"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/portfolio");
      const row = panel(page, "Book").getByRole("row", { name: /^PEPEUSDT 14,200,000 0\.00000\d{4,} 0\.0000\d{4} / });
      await row.waitFor();
      await visit(page, "/markets/PEPEUSDT");
      const market = panel(page, "PEPEUSDT");
      await market
        .getByText(/^0\.0000\d{4}$/)
        .first()
        .waitFor();
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Type").selectOption("LIMIT");
      await ticket.getByLabel("Quantity in PEPE").fill("14200000.5");
      await ticket.getByLabel("Limit price").fill("0.000008105");
      await ticket.getByRole("button", { name: /^Propose/ }).click();
      await ticket.getByText("In steps of 1.").waitFor();
      await ticket.getByText("In steps of 0.00000001.").waitFor();
      await close();
    },
  };
}
