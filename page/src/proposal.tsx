// The draft as a file for the table: a proposal, or a ballot.

import { useState } from "preact/hooks";
import type { Store } from "./store";
import { Dialog } from "./dialog";
import { download, fileName } from "./files";
import { sign } from "./sign";

/** A file that names what it was made against, or the reason why there is none. */
export function seal(store: Store, what: Record<string, unknown>): { text: string } | { refused: string } {
  const request = { op: "seal", lang: store.language, ...what, ...(store.head && { against: store.head }) };
  const answer = store.engine.now<{ submission: unknown }>(JSON.stringify(request));
  if (!answer.ok) return { refused: answer.error.message };
  return { text: `${JSON.stringify(answer.ok.submission, null, 2)}\n` };
}

export function PartyField({ store, party, set }: { store: Store; party: string; set: (party: string) => void }) {
  const parties = store.plan.parties ?? [];
  return (
    <label>
      {store.words.party}
      {parties.length ? (
        <select value={party} onChange={(event) => set(event.currentTarget.value)} required>
          <option value="">—</option>
          {parties.map((known) => (
            <option key={known.id} value={known.id}>
              {known.name || known.id}
            </option>
          ))}
        </select>
      ) : (
        <input value={party} onInput={(event) => set(event.currentTarget.value)} required />
      )}
    </label>
  );
}

export function ProposalDialog({ store }: { store: Store }) {
  const { words, answer } = store;
  const [party, setParty] = useState("");
  const [title, setTitle] = useState("");
  const [reason, setReason] = useState("");
  const [id, setId] = useState(`p-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}`);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const transfers = answer.transfers;
  const stop = sign(answer.remainder) ? words.mustBalance : !transfers?.length ? words.nothingChanged : null;
  const close = () => store.set({ dialog: null });
  const make = (event: Event) => {
    event.preventDefault();
    const moves = (transfers ?? []).map(({ from, to, amount }) => ({ from, to, amount }));
    const sealed = seal(store, { proposal: { id, party, title, reason, transfers: moves } });
    if ("refused" in sealed) return setSaid({ text: sealed.refused, bad: true });
    download(fileName(`${words.proposal} ${id}`, ".json"), sealed.text, "application/json");
    setSaid({ text: words.sent, bad: false });
  };
  return (
    <Dialog title={words.makeProposal} close={close}>
      <p>
        {store.head ? (
          <>
            {words.against} <b>{store.head.revision}</b> ({words.fingerprint} <code>{store.head.hash.slice(0, 12)}…</code>)
          </>
        ) : (
          words.noHistory
        )}
      </p>
      {stop ? (
        <p class="mistake">{stop}</p>
      ) : (
        <form onSubmit={make}>
          <PartyField store={store} party={party} set={setParty} />
          <label>
            {words.titleField}
            <input value={title} maxLength={4000} onInput={(event) => setTitle(event.currentTarget.value)} />
          </label>
          <label>
            {words.reason}
            <textarea rows={3} value={reason} maxLength={4000} required onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <label>
            {words.idField}
            <input value={id} pattern="[A-Za-z0-9._:\-]{1,64}" required onInput={(event) => setId(event.currentTarget.value)} />
          </label>
          <p>
            <button class="primary">{words.downloadProposal}</button>
          </p>
        </form>
      )}
      {said && (
        <p class={said.bad ? "mistake" : "done"} role="status">
          <bdi>{said.text}</bdi>
        </p>
      )}
      <p class="buttons">
        <button onClick={close}>{words.cancel}</button>
      </p>
    </Dialog>
  );
}
