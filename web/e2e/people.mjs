import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./desk.mjs";

/** SOLUSDT orders are answered by a 5xx that had no effect, and no question about any order is ever answered. */
const faults = `faults:
  - fault: error_before_accept
    instrument: SOLUSDT
  - fault: error_before_accept
    request: query
`;

/** Sends what no page sends; the answer's body. */
async function post(desk, path, body) {
  const response = await fetch(`${desk.url}/api/v1${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${desk.token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}

/** A desk of its own with two approvers, operator and alice, and an exchange that does not say what became of orders. */
export async function startQuarrel(program) {
  const folder = await mkdtemp(join(tmpdir(), "swarmdesk-e2e-"));
  const script = join(folder, "faults.yaml");
  await writeFile(script, faults);
  const settings = [`paper.fault_script=${script}`, "gate.approvers=operator,alice"];
  const desk = await startProgram(program, ["--market", "simulated", ...settings.flatMap((each) => ["--set", each])]);
  const alice = await post(desk, "/users", { name: "alice", role: "viewer", account: "paper" });
  const close = async () => {
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...desk, alice: { url: desk.url, token: alice.token }, close };
}

/** Proposes to buy SOLUSDT; nobody will ever know what became of it. */
export async function proposeUnknown(page, panel, visit) {
  await visit(page, "/markets/SOLUSDT");
  const ticket = panel(page, "New order");
  await ticket.getByRole("button", { name: "in SOL" }).click();
  await ticket.getByLabel("Quantity in SOL").fill("1");
  await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
  await ticket.getByRole("status").getByText("unknown", { exact: true }).waitFor();
}

/** Opens the intent whose outcome is unknown; the form, or what another said, is in what is returned. */
export async function openUnknown(page, panel, visit) {
  await visit(page, "/portfolio/reconciliation");
  const book = panel(page, "Book");
  await book.getByRole("button", { name: /BUY 1(\.0+)? SOLUSDT/ }).click();
  return page.getByRole("dialog").getByRole("region", { name: "Settle by hand" });
}

/** What only people can do: needs the real program, for desks of its own. */
export function peopleCases({ program, open, enter, visit, panel, phone, fitsThePhone, everyControlHasAName }) {
  const adjust = async (page, other, asset) => {
    const book = panel(page, "Book");
    await book.getByRole("button", { name: `Adjust ${asset}…` }).click();
    const form = book.getByRole("form", { name: `Adjust ${asset}` });
    await form.getByText("what the venue has.").waitFor();
    await form.getByLabel(/^Evidence/).fill("the venue never had the order");
    await form.getByRole("button", { name: `Adjust ${asset}` }).click();
    await book.getByText("On record.").waitFor();
    const card = panel(other, "Book").getByRole("region", { name: `Adjustment of ${asset} that waits` });
    await card.getByText("the venue never had the order").waitFor();
    await card.getByLabel("Your own evidence").fill("I looked as well");
    await card.getByRole("button", { name: "Confirm the same" }).click();
    await panel(other, "Book").getByText(`${asset} is adjusted.`).waitFor();
  };

  return {
    async "two people settle an unknown outcome, and adjust the balances where the venue has it otherwise"() {
      const desk = await startQuarrel(program);
      const [operator, alice] = [await open(), await open(phone)];
      try {
        await enter(operator.page, desk);
        await enter(alice.page, desk.alice);
        await proposeUnknown(operator.page, panel, visit);

        const settle = await openUnknown(operator.page, panel, visit);
        await settle.getByRole("button", { name: "Filled whole" }).click();
        await settle.getByLabel("Price in USDT").fill("150");
        await settle.getByRole("button", { name: "Settle" }).click();
        await settle.getByText("Say where you saw it.").waitFor();
        await settle.getByLabel(/^Evidence/).fill("the venue's order page");
        await settle.getByRole("button", { name: "Settle" }).click();
        await settle.getByText("You say:").waitFor();
        assert.equal(await settle.getByRole("button", { name: "Confirm the same" }).count(), 0);
        await everyControlHasAName(operator.page);
        await operator.page.keyboard.press("Escape");

        await alice.page.getByText("A second person is wanted.").waitFor();
        await alice.page.getByRole("link", { name: "Look at it" }).click();
        const second = await openUnknown(alice.page, panel, visit);
        await second.getByText("1 more filled at 150, no fee").waitFor();
        await fitsThePhone(alice.page);
        await second.getByLabel("Your own evidence").fill("the same page");
        await second.getByRole("button", { name: "Confirm the same" }).click();
        await second.getByText("Settled: the intent is filled.").waitFor();
        await alice.page.getByRole("dialog").getByText("order settled").waitFor();
        await alice.page.keyboard.press("Escape");

        const book = panel(operator.page, "Book");
        await book.getByRole("tab", { name: /^Positions/ }).click();
        const lot = book.getByRole("row", { name: /SOLUSDT, lot of people/ });
        await lot.getByRole("cell", { name: "150.00" }).waitFor();

        // The venue never had it: the books are compared, differ, and halt the account until people mend them.
        await operator.page.getByText("Books and venue differ.").waitFor();
        await operator.page.getByRole("link", { name: "See the differences" }).click();
        await visit(alice.page, "/portfolio/reconciliation");
        await panel(alice.page, "Book").getByRole("button", { name: "Adjust SOL…" }).waitFor();
        await fitsThePhone(alice.page);
        await adjust(operator.page, alice.page, "SOL");
        await adjust(operator.page, alice.page, "USDT");
        await book.getByText("Books and venue match").waitFor();
        await book.getByRole("button", { name: "Resume the account…" }).click();
        await operator.page.getByRole("dialog").getByRole("button", { name: "Resume the account" }).click();
        await book.getByText("They are compared about once a minute.").waitFor();
      } finally {
        await operator.close();
        await alice.close();
        await desk.close();
      }
    },

    async "a token is made, shown once, lets in, is rotated without signing out, and shut out when revoked"() {
      const desk = await startProgram(program);
      const [operator, other] = [await open(), await open()];
      try {
        const { page } = operator;
        await enter(page, desk);
        await page.getByRole("button", { name: "operator: tokens and sign out" }).click();
        const tokens = page.getByRole("dialog").getByRole("region", { name: "Tokens" });
        await tokens.getByRole("button", { name: "New token" }).click();
        await tokens.getByLabel(/^Name/).fill("laptop");
        await everyControlHasAName(page);
        await tokens.getByRole("button", { name: "Make the token" }).click();
        const secret = await tokens.getByLabel("Secret").inputValue();
        assert.match(secret, /^sd_[0-9a-f]{64}$/);
        await page.keyboard.press("Escape");
        assert.ok(!(await page.content()).includes(secret), "the secret is still there");

        await enter(other.page, { url: desk.url, token: secret });
        await page.getByRole("button", { name: "operator: tokens and sign out" }).click();
        const laptop = tokens.getByRole("listitem").filter({ hasText: "laptop" });
        await laptop.getByText(/^in (29|30) d$/).waitFor();

        await tokens.getByRole("button", { name: "Rotate operator.token…" }).click();
        await page.getByRole("button", { name: "Rotate", exact: true }).click();
        await tokens.getByText(/This page goes on with it/).waitFor();
        await tokens.getByRole("button", { name: "Done" }).click();
        await page.reload();
        await page.locator(".state-badge").waitFor();

        await page.getByRole("button", { name: "operator: tokens and sign out" }).click();
        await tokens.getByRole("button", { name: "Revoke laptop…" }).click();
        await page.getByRole("button", { name: "Revoke", exact: true }).click();
        await other.page.getByText("The desk does not know this token any more.").waitFor();
        await laptop.waitFor({ state: "detached" });

        await page.getByRole("button", { name: "Sign out", exact: true }).click();
        await page.getByText("Paste your token to sign in.").waitFor();
        await page.reload();
        await page.getByText("Paste your token to sign in.").waitFor();
      } finally {
        await operator.close();
        await other.close();
        await desk.close();
      }
    },
  };
}
