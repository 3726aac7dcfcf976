/** What to do, one after the other. */
export function Steps({ title, steps }: { title: string; steps: readonly string[] }) {
  return (
    <div className="steps">
      <h3>{title}</h3>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
