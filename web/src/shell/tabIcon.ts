const size = 64;

/** The tab's icon with a number on it, or the plain one. Drawn here: it must be readable at 16 pixels. */
export function drawIcon(waiting: number, isAlarmed: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const mark = waiting > 0 ? (waiting > 9 ? "9+" : String(waiting)) : isAlarmed ? "!" : "";
  if (mark === "") {
    link.type = "image/svg+xml";
    link.href = "/icon.svg";
    return;
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = waiting > 0 ? "#2f5fd0" : "#c2202f";
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.font = `700 ${mark.length > 1 ? 34 : 46}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(mark, size / 2, size / 2 + 3);
  link.type = "image/png";
  link.href = canvas.toDataURL("image/png");
}
