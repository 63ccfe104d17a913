/** What the marks on the chart mean, in the shapes the chart draws. */
export function ChartLegend() {
  return (
    <ul className="legend" aria-label="Marks on the chart">
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path d="M5 1 9 6H6.4v3H3.6V6H1Z" className="legend__up" />
        </svg>
        bought
      </li>
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path d="M5 9 1 4h2.6V1h2.8v3H9Z" className="legend__down" />
        </svg>
        sold
      </li>
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <circle cx="5" cy="5" r="3" className="legend__signal" />
        </svg>
        signal
      </li>
      <li>
        <svg viewBox="0 0 16 10" aria-hidden="true">
          <path d="M0 5h16" className="legend__position" />
        </svg>
        average price held
      </li>
      <li>
        <svg viewBox="0 0 16 10" aria-hidden="true">
          <path d="M0 5h16" className="legend__order" />
        </svg>
        open order
      </li>
      <li className="legend__credit">
        Charts by{" "}
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer noopener">
          TradingView
        </a>
      </li>
    </ul>
  );
}
