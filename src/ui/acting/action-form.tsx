import { useId, useRef, useState } from "preact/hooks";
import type { Input } from "../../trace/input.ts";
import { RichText } from "../rich-text.tsx";
import type { Field, Form, Reading, Values } from "./action.ts";
import { valuesOf } from "./form-field.ts";

type Wrong = Extract<Reading, { readonly ok: false }>;

/** An action that needs something filled in first; it opens where it stands. */
export function ActionForm(props: {
  readonly label: string;
  readonly about: string;
  readonly form: Form;
  readonly typed: Values;
  readonly onType: (values: Values) => void;
  readonly onAct: (input: Input) => void;
}) {
  const { label, about, form, typed, onType, onAct } = props;
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const values = valuesOf(form, typed);

  const type = (more: Values): void => {
    setWrong(null);
    onType(more);
  };
  const submit = (): void => {
    const reading = form.read(values);
    if (reading.ok) {
      setWrong(null);
      onAct(reading.input);
      return;
    }
    setWrong(reading);
    const field = box.current?.elements.namedItem(reading.field);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    field.focus();
    const { position } = reading;
    if (position !== null) field.setSelectionRange(position, position + 1);
  };

  return (
    <details class="act-form">
      <summary class="act">
        <b>{label}</b>
        <span>
          <RichText text={about} />
        </span>
      </summary>
      <form
        ref={box}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {form.presets.length === 0 ? null : (
          <fieldset class="presets">
            <legend class="offstage">Fill in</legend>
            {form.presets.map((preset) => (
              <button
                key={preset.label}
                type="button"
                class="preset"
                aria-pressed={Object.entries(preset.values).every(([name, value]) => values[name] === value)}
                onClick={() => type(preset.values)}
              >
                {preset.label}
              </button>
            ))}
          </fieldset>
        )}
        {form.fields.map((field) => (
          <FieldView
            key={field.name}
            field={field}
            id={`${id}-${field.name}`}
            value={values[field.name] ?? ""}
            wrong={wrong?.field === field.name ? wrong.message : null}
            onType={(value) => type({ [field.name]: value })}
          />
        ))}
        <button type="submit" class="plain">
          {form.verb}
        </button>
      </form>
    </details>
  );
}

function FieldView(props: {
  readonly field: Field;
  readonly id: string;
  readonly value: string;
  readonly wrong: string | null;
  readonly onType: (value: string) => void;
}) {
  const { field, id, value, wrong, onType } = props;
  return (
    <div class="field" data-of={field.is.of}>
      <label for={id}>{field.label}</label>
      <FieldControl field={field} id={id} value={value} wrong={wrong} onType={onType} />
      {/* There from the start, so that a screen reader hears of what comes into it. */}
      <p class="field-wrong" id={`${id}-wrong`} aria-live="assertive">
        {wrong}
      </p>
    </div>
  );
}

function FieldControl(props: {
  readonly field: Field;
  readonly id: string;
  readonly value: string;
  readonly wrong: string | null;
  readonly onType: (value: string) => void;
}) {
  const { field, id, value, wrong, onType } = props;
  const common = {
    id,
    name: field.name,
    value,
    "aria-invalid": wrong !== null,
    "aria-describedby": `${id}-wrong`,
  };
  const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: false } as const;
  switch (field.is.of) {
    case "json":
      return (
        <textarea
          {...common}
          {...plain}
          rows={Math.min(6, value.split("\n").length + 1)}
          onInput={(event) => onType(event.currentTarget.value)}
        />
      );
    case "choice":
      return (
        <select {...common} onChange={(event) => onType(event.currentTarget.value)}>
          {field.is.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <span class="with-unit">
          <input
            {...common}
            {...plain}
            type="text"
            inputMode="numeric"
            onInput={(event) => onType(event.currentTarget.value)}
          />
          <span class="unit">{field.is.unit}</span>
        </span>
      );
    case "text": {
      const { suggestions } = field.is;
      return (
        <>
          <input
            {...common}
            {...plain}
            type="text"
            list={suggestions.length === 0 ? undefined : `${id}-suggestions`}
            onInput={(event) => onType(event.currentTarget.value)}
          />
          {suggestions.length === 0 ? null : (
            <datalist id={`${id}-suggestions`}>
              {suggestions.map((suggestion) => (
                <option key={suggestion} value={suggestion} />
              ))}
            </datalist>
          )}
        </>
      );
    }
  }
}
