import { BookPanel } from "../../book/BookPanel";
import { PageHead } from "../PageHead";

/** What is held, on its way, wanted, and whether the venue has it so too. */
export default function PortfolioPage() {
  return (
    <>
      <PageHead title="Portfolio" />
      <BookPanel />
    </>
  );
}
