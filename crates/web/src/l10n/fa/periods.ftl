# از کی تا کی

period = بازهٔ زمانی
period-always = همهٔ زمان‌ها
period-today = امروز
period-yesterday = دیروز
period-week = این هفته
period-month = این ماه
period-days = از تاریخ تا تاریخ
period-from = از تاریخ
period-to = تا تاریخ
period-from-to = { $from } تا { $to }
period-from-missing = تاریخ شروع را وارد کنید.
period-turned = تاریخ پایان باید پس از تاریخ شروع باشد.
