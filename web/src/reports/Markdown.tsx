import { parseMarkdown, type Block } from "./markdown";

/** A report as it was written; its headings come below the panel's. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      {parseMarkdown(text).map((block, at) => (
        <Part key={at} block={block} />
      ))}
    </div>
  );
}

function Part({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return block.level === 1 ? <h3 className="markdown__title">{block.text}</h3> : <h4>{block.text}</h4>;
    case "paragraph":
      return <p>{block.text}</p>;
    case "list":
      return (
        <ul>
          {block.items.map((item, at) => (
            <li key={at}>{item}</li>
          ))}
        </ul>
      );
    case "table":
      return (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={block.head.filter(Boolean).join(", ") || "Table"}>
          <table className="table">
            <thead>
              <tr>
                {block.head.map((cell, column) =>
                  cell ? (
                    <th key={column} scope="col" className={block.isNumber[column] ? "number" : ""}>
                      {cell}
                    </th>
                  ) : (
                    <td key={column} />
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={column} className={block.isNumber[column] ? "number" : ""}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}
