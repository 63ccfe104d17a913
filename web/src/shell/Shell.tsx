import { Suspense, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { useBeNoticed } from "../alerts/useBeNoticed";
import { pages } from "../pages/table";
import { useDesk, useFreshness } from "../store/context";
import { Empty } from "../ui/Empty";
import { Skeleton } from "../ui/Skeleton";
import { Toaster } from "../ui/toast/Toaster";
import { arrival } from "./arrival";
import { Header } from "./Header";
import { lastView } from "./lastView";
import { Notices } from "./Notices";
import { PaletteHost } from "./palette/PaletteHost";
import { PageBoundary } from "./PageBoundary";
import { PhoneBar } from "./PhoneBar";
import { Rail } from "./Rail";
import { usePageKeys } from "./usePageKeys";
import { useApprovalToasts } from "./useApprovalToasts";
import { useTitle } from "./useTitle";
import "./shell.css";

/** What is always there, and in its middle the page that is looked at. */
export function Shell() {
  usePageKeys();
  return (
    <div className="shell" data-freshness={useFreshness()}>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <Header />
      <Rail />
      <main id="page" className="shell__page" tabIndex={-1}>
        <Notices />
        <View />
      </main>
      <PhoneBar />
      <Toaster />
      <PaletteHost />
      <Watch />
    </div>
  );
}

/** Ticks each second, apart from what it would draw again. */
function Watch() {
  useTitle();
  useApprovalToasts();
  useBeNoticed();
  return null;
}

function View() {
  const [address, go] = useLocation();
  const first = useRef(true);
  useEffect(() => {
    const before = first.current ? lastView.restore(address) : undefined;
    if (!first.current) arrival.set();
    first.current = false;
    if (before) go(before, { replace: true });
    else lastView.keep(address);
  }, [address, go]);
  const hidden = useDesk((desk) => pages.filter(({ isShown }) => isShown && !isShown(desk)).map(({ name }) => name).join());
  return (
    <PageBoundary key={address.split("/")[1]}>
      <Suspense fallback={<Skeleton rows={8} />}>
        <Switch>
          {pages
            .filter(({ name }) => !hidden.split(",").includes(name))
            .map(({ name, path, component: Component }) => (
              <Route key={name} path={path}>
                <Component />
              </Route>
            ))}
          <Route>
            <div className="panel">
              <Empty title="There is no page at this address">
                <Link href="/">Go to the overview</Link>
              </Empty>
            </div>
          </Route>
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}
