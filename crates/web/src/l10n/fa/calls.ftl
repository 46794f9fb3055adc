# تماس‌ها

menu-calls = تماس‌ها
all-modules = همهٔ ماژول‌ها
all-operators = همهٔ اپراتورها
all-reasons = همهٔ دلیل‌ها
all-outcomes = همهٔ نتیجه‌ها
export = خروجی اکسل
export-lines = CSV
export-more = بقیهٔ ردیف‌ها در یک برگه جا نمی‌شود. بازهٔ کوتاه‌تری انتخاب کنید یا CSV بگیرید.
calls-number-wrong = شماره را مانند ۰۹۱۲۱۲۳۴۵۶۷ وارد کنید.
calls-empty = هنوز تماسی نیست
calls-empty-what = هر تماسی که به یک ماژول اتصال مجدد برسد، با مسیر و نتیجه‌اش اینجا دیده می‌شود.
calls-empty-own = تماس مشتری‌هایی که پیش‌تر با شما صحبت کرده‌اند و برمی‌گردند، اینجا دیده می‌شود.
calls-came-in = زمان ورود
calls-dialled = شمارهٔ گرفته‌شده
calls-ivr = منشی تلفنی
calls-key = کلید
calls-decided = زمان مسیریابی
calls-went-to = فرستاده شد به
calls-waits = انتظار برای { $operator }
calls-rang = زمان زنگ خوردن
calls-settled = زمان نتیجه
calls-talk = مدت مکالمه (ثانیه)
calls-remembered-through = مکالمهٔ قبلی از
story-title = جزئیات تماس
story-routing = تاریخچهٔ مسیریابی
story-others = همهٔ تماس‌های این شماره
story-came-in = تماس وارد شد
story-came-in-dialled = با شمارهٔ { $number } تماس گرفت
story-key = کلید { $key } { $ivr } او را به ماژول «{ $module }» رساند
story-no-key = { $ivr } او را بدون کلید به ماژول «{ $module }» رساند
story-to-operator = به { $operator } فرستاده شد
story-waits = منتظر { $operator } ماند
story-to-failure = به مقصد خطا فرستاده شد
story-through = مسیر مکالمه
story-seen = وضعیت اپراتور در آن لحظه
story-waited = منتظر همین اپراتور
story-callers = { $count ->
    [one] { $number } نفر
   *[other] { $number } نفر
}
story-rang = تلفن { $operator } زنگ خورد
story-spoke = با { $operator } صحبت کرد
story-ended = مکالمه پس از { $lasting } تمام شد
story-still-up = مکالمه ادامه دارد
path-direct = تماس مستقیم با داخلی
path-reconnected = اتصال مجدد با ماژول «{ $module }»
path-outbound = تماس خروجی
path-outbound-missed = تماس خروجی بی‌پاسخ
