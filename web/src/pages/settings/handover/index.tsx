import { useState } from "react";
import { token } from "../../../api/token";
import { Check } from "../../../ui/Check";
import { Panel } from "../../../ui/Panel";
import { isLoopback } from "./address";
import { Handover } from "./Handover";
import "./handover.css";

export default function SignInElsewherePage() {
  return (
    <div className="stack">
      <Panel title="A code that works once">
        <div className="panel__body stack">
          <p className="settings__lead">
            Point a phone&apos;s camera at the code, or open the link in another browser: it is you there, with a token of its
            own, for 30 days or as long as the token you came in with. You can end it at any time under Users and accounts.
          </p>
          {isLoopback(location.hostname) && <OnlyHere />}
          <Handover />
        </div>
      </Panel>
      <ThisBrowser />
    </div>
  );
}

function OnlyHere() {
  return (
    <div className="notice notice--warn handover__warning">
      <strong>Only this machine reaches the desk at this address.</strong>
      <span>
        For a phone put a proxy with TLS in front, as docs/notifications.md shows in ten lines, and open the page there. Here
        the link is good for another browser on this machine.
      </span>
    </div>
  );
}

function ThisBrowser() {
  const [stays, setStays] = useState(token.stays);
  return (
    <Panel title="This browser">
      <div className="panel__body">
        <Check
          isOn={stays}
          onChange={(next) => {
            token.setStays(next);
            setStays(next);
          }}
          note="For a device that is yours alone. Otherwise you sign in again for each tab. Signing out ends it either way."
        >
          Stay signed in
        </Check>
      </div>
    </Panel>
  );
}
