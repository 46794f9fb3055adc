# گزارش‌ها

menu-reports = گزارش‌ها
reports-title = گزارش اتصال مجدد
scope = گزارشِ
scope-everything = همهٔ تماس‌ها
report-empty = در این بازه تماسی نبوده است
report-empty-what = تماس‌هایی شمرده می‌شوند که به یک ماژول اتصال مجدد رسیده‌اند. بازهٔ دیگری انتخاب کنید.
report-total = جمع
report-calls = تماس‌ها
report-had-operator = اپراتور قبلی داشتند
report-connected = به اپراتور قبلی وصل شدند
report-not-connected = وصل نشدند
report-without = اپراتور قبلی نداشتند
report-rate = نرخ اتصال مجدد
report-rate-what = از تماس‌هایی که اپراتور قبلی داشتند
report-hours = ساعت‌های روز
report-hour = ساعت
report-days = روزها
report-day = روز
report-months = ماه‌ها
report-month = ماه
report-picture = نمودار { $what }
report-column = { $when }: { $calls } تماس، { $connected } وصل به اپراتور قبلی
report-as-table = به‌صورت جدول
report-reasons = دلیل‌ها
report-outcomes = نتیجه‌ها
report-share = سهم
report-modules = به تفکیک ماژول
report-operators = به تفکیک اپراتور
report-queues = به تفکیک صف
report-more = { $count ->
    [one] { $number } مورد دیگر در خروجی اکسل هست.
   *[other] { $number } مورد دیگر در خروجی اکسل هست.
}
report-by = شمارش
report-name = مورد
report-all = همه
missed-title = وصل‌نشده به اپراتور قبلی
missed-what = مشتری‌هایی که برگشتند و اپراتور قبلی داشتند، ولی به او وصل نشدند.
missed-nobody = در این بازه تماسی نیست که باید به اپراتور قبلی وصل می‌شد و نشد.
missed-all = نمایش همه
missed-spoke = مکالمهٔ بعدی
missed-with = با اپراتور
missed-later = با { $operator }، { $time }
missed-not-yet = هنوز نه
