import { AnalystsPanel } from "../../analysts/AnalystsPanel";
import { PageHead } from "../PageHead";
import { TiersPanel } from "./TiersPanel";

/** Who answers, for how much, and what was said. */
export default function ModelsPage() {
  return (
    <>
      <PageHead title="Models" />
      <div className="columns columns--two">
        <AnalystsPanel />
        <TiersPanel />
      </div>
    </>
  );
}
