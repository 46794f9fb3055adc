# سیستم تلفنی: منشی، ساعت کاری، مقاصد متفرقه و مسیرهای ورودی

menu-telephone = سیستم تلفنی
menu-ivrs = منشی تلفنی

number = شماره
number-stays = شماره پس از ثبت تغییر نمی‌کند.
description = توضیحات
no-sound = پخش نشود
destination-none = مقصد را انتخاب کنید.
destination-show-codes = نمایش کدها

ivrs-title = لیست منشی تلفنی
ivrs-search = جستجوی منشی تلفنی
ivrs-empty = هنوز منشی تلفنی نیست
ivrs-empty-what = منشی تلفنی پیامی پخش می‌کند و تماس‌گیرنده را با هر کلید به مقصدی می‌فرستد.
ivrs-add-first = افزودن اولین منشی
ivr-new-title = افزودن منشی تلفنی
ivr-delete-what = این منشی تلفنی حذف شود؟
ivr-number-hint = ۱ تا ۸ رقم؛ با آن شناخته می‌شود و گرفتنی نیست.
ivr-announcement = پیام منشی
ivr-announcement-hint = وقتی تماس به منشی می‌رسد پخش می‌شود.
ivr-timeout-seconds = مهلت زدن کلید
ivr-timeout-seconds-hint = ثانیه؛ از پایان پیام.
ivr-direct-dialling = گرفتن مستقیم داخلی
ivr-direct-dialling-hint = تماس‌گیرنده می‌تواند به جای کلید، شمارهٔ داخلی را بگیرد.
ivr-keys = کلیدها
ivr-keys-hint = هر کلید تماس‌گیرنده را به یک مقصد می‌برد؛ کلید می‌تواند چند رقم باشد. با «بازگشت»، تماس‌گیرنده به منشی قبلی برمی‌گردد و اگر از منشی دیگری نیامده باشد، به مقصد همین سطر می‌رود.
ivr-keys-none = هنوز کلیدی نیست.
ivr-key = کلید
ivr-key-type = نوع مقصد کلید { $key }
ivr-key-code = کد مقصد کلید { $key }
ivr-key-return = کلید { $key }: بازگشت به منشی قبلی
ivr-key-delete = حذف کلید { $key }
ivr-add-key = افزودن کلید
ivr-return = بازگشت
ivr-timeout = اگر کلیدی زده نشد
ivr-timeout-hint = پس از پایان مهلت و تکرارها، تماس‌گیرنده به اینجا می‌رود.
ivr-invalid = اگر کلید اشتباه بود
ivr-invalid-hint = پس از تکرارها، تماس‌گیرنده به اینجا می‌رود.
ivr-retries = تعداد تکرار
ivr-retries-hint = پیام منشی چند بار دوباره پخش شود؛ ۰ تا ۱۰.
ivr-sound = صدای پیش از تکرار

menu-time-groups = گروه‌های زمانی
time-groups-title = لیست گروه‌های زمانی
time-groups-search = جستجوی گروه‌های زمانی
time-groups-empty = هنوز گروه زمانی نیست
time-groups-empty-what = گروه زمانی ساعت کاری هفته و روزهای تعطیل است؛ شرط‌های زمانی و زمان انقضای ماژول‌ها از آن استفاده می‌کنند.
time-groups-add-first = افزودن اولین گروه زمانی
time-group-new-title = افزودن گروه زمانی
time-group-delete-what = این گروه زمانی حذف شود؟
time-group-code = نام کوتاه
time-group-code-hint = حروف انگلیسی و رقم، بدون فاصله؛ مانند office.
time-group-code-stays = نام کوتاه پس از ثبت تغییر نمی‌کند.
hours = { $days }، { $from } تا { $to }
hours-of-work = ساعت کاری
hours-hint = برای هر نوبت یک سطر؛ اگر وقت ناهار تعطیل است، دو سطر. نوبتی که پایانش از شروعش زودتر است، تا روز بعد ادامه دارد.
hours-none = همیشه بسته است.
hours-from = از ساعت
hours-to = تا ساعت
hours-from-of = از ساعت، سطر { $row }
hours-to-of = تا ساعت، سطر { $row }
hours-add = افزودن نوبت
hours-delete = حذف سطر { $row } ساعت کاری
weekdays = روزها
weekdays-of = روزهای سطر { $row }
weekdays-none = دست‌کم یک روز را انتخاب کنید.
days-all = هر روز
days-run = { $from } تا { $to }
list-comma = {"، "}
holidays = روزهای تعطیل
holidays-none = بدون تعطیلی
holidays-count = { $count ->
    [one] { $number } روز
   *[other] { $number } روز
}
holidays-hint = در این روزها نوبتی شروع نمی‌شود. اگر هر سال تکرار می‌شود، سال را ننویسید یا هر سالی بنویسید.
holiday-date = تاریخ
holiday-calendar = تقویم
holiday-calendar-of = تقویم تعطیلی { $row }
holiday-yearly = هر سال
holiday-yearly-of = تعطیلی { $row } هر سال
holiday-add = افزودن تعطیلی
holiday-delete = حذف تعطیلی { $row }
calendar-jalali = شمسی
calendar-gregorian = میلادی
