import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { sayMessage } from "./messages.ts";
import type { TransferMessage } from "./store.ts";

/** What went to and fro, in order, with the files that are ours to send. */
export function Messages(props: {
  readonly messages: readonly TransferMessage[];
  readonly transfer: string;
  readonly partner: string;
  readonly byPost: boolean;
}): ReactElement | null {
  const { messages, transfer, partner, byPost } = props;
  if (messages.length === 0) return null;
  return (
    <section aria-labelledby="messages">
      <h2 id="messages" className="nhsuk-heading-m">
        What went to and fro
      </h2>
      <p>
        {byPost
          ? `What is ours goes to the door of ${partner} by itself.`
          : `Download what is ours and send it to ${partner} as you agreed with them; bring in what they send back under Transfers.`}
      </p>
      <p className="count">{`${counted(messages.length, "message")}, in order`}</p>
      <ul className="event-list" data-list>
        {messages.map((message) => (
          <li key={message.id} className="event-list__one">
            <span className="event-list__what">
              {sayMessage(message.what)} {message.ours ? <Post message={message} /> : null}{" "}
              {message.ours && message.file ? (
                <a className="no-print" href={`/transfers/${transfer}/files/${message.id}`} data-item>
                  Download
                  <span className="nhsuk-u-visually-hidden">{` ${sayMessage(message.what)}`}</span>
                </a>
              ) : null}
            </span>
            <span className="event-list__when">{longDateTime(message.at)}</span>
            <span className="event-list__source">
              {message.ours
                ? (message.staff ?? "By itself")
                : `From ${partner}${message.staff ? `, brought in by ${message.staff}` : ""}`}
              {message.words ? `: ${message.words}` : ""}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Post({ message }: { message: TransferMessage }): ReactElement | null {
  switch (message.post) {
    case "by-hand":
      return null;
    case "waiting":
      return (
        <Tag modifier="yellow">
          {message.trouble ? `Not delivered yet: ${message.trouble}` : "On its way"}
        </Tag>
      );
    case "delivered":
      return <Tag modifier="green">Delivered</Tag>;
    case "given-up":
      return (
        <Tag modifier="red">{`Not delivered: ${message.trouble ?? "no answer"}. Send it as a file`}</Tag>
      );
  }
}
